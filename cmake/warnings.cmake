# The compilers' warnings for usher's own targets; errors where USHER_WARNINGS_AS_ERRORS says so (the presets do).
option(USHER_WARNINGS_AS_ERRORS "Fail on a compiler warning in usher's own files" OFF)

function(usher_strict target)
  if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion)
    if(USHER_WARNINGS_AS_ERRORS)
      target_compile_options(${target} PRIVATE -Werror)
    endif()
  endif()
endfunction()
