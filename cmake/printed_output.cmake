# usher_prints(NAME EXPECTED_FILE COMMAND...): a test that the command prints exactly that; nothing without tests.
function(usher_prints name expected)
  if(USHER_BUILD_TESTS)
    add_test(NAME ${name} COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/tests/examples/prints.py ${expected} ${ARGN})
  endif()
endfunction()
