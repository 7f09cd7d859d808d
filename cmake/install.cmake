# What other projects find: find_package(usher CONFIG), and usher.pc for pkg-config.
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/usher)

# A component is a file of targets of its own, so that nothing of a component that was not asked for has to be there.
install(TARGETS usher EXPORT usherTargets)
if(TARGET usher_journal)
  install(TARGETS usher_journal EXPORT usherJournalTargets)
  install(EXPORT usherJournalTargets NAMESPACE usher:: DESTINATION ${package_dir})
endif()
if(TARGET usher_connect)
  install(TARGETS usher_connect EXPORT usherConnectTargets)
  install(EXPORT usherConnectTargets NAMESPACE usher:: DESTINATION ${package_dir})
endif()
if(TARGET usher_c)
  # By itself, for packages of other languages: cmake --install BUILD --component usher_runtime
  install(TARGETS usher_c EXPORT usherCTargets LIBRARY COMPONENT usher_runtime NAMELINK_COMPONENT usher_development)
  install(EXPORT usherCTargets NAMESPACE usher:: DESTINATION ${package_dir})
endif()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/usher DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h*")
install(EXPORT usherTargets NAMESPACE usher:: DESTINATION ${package_dir})
if(TARGET usher_command)
  install(TARGETS usher_command RUNTIME)
endif()

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/usher-config.cmake.in ${PROJECT_BINARY_DIR}/usher-config.cmake
  INSTALL_DESTINATION ${package_dir} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/usher-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/usher-config.cmake ${PROJECT_BINARY_DIR}/usher-config-version.cmake
  DESTINATION ${package_dir})

# A prefix relative to the file's own place keeps an installation movable; absolute directories stay as they are.
if(IS_ABSOLUTE "${CMAKE_INSTALL_INCLUDEDIR}" OR IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
  set(pc_prefix ${CMAKE_INSTALL_PREFIX})
else()
  file(RELATIVE_PATH up ${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
  string(REGEX REPLACE "/$" "" up "${up}")
  set(pc_prefix "\${pcfiledir}/${up}")
endif()
cmake_path(APPEND pc_libdir "\${prefix}" "${CMAKE_INSTALL_LIBDIR}")
cmake_path(APPEND pc_includedir "\${prefix}" "${CMAKE_INSTALL_INCLUDEDIR}")
foreach(library IN ITEMS usher usher_journal usher_connect usher_c)
  if(TARGET ${library})
    string(REPLACE "_" "-" pc ${library}.pc)
    configure_file(${PROJECT_SOURCE_DIR}/cmake/${pc}.in ${PROJECT_BINARY_DIR}/${pc} @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/${pc} DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
  endif()
endforeach()
