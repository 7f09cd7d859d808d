"""The core is pure: no clock, file, socket, thread, environment or random device. Its objects say so themselves.

Reads the undefined symbols of the objects listed in a file and compares them with what is allowed, which is stronger
than a list of what is forbidden. The rooms of the core may use memory, containers, strings and exceptions; the text
room also number conversion; and one object, text/zone.cpp, asks the zone database, which is read from disk by the
library behind it.
"""

import pathlib
import re
import subprocess
import sys

CORE = ["model", "attendance", "agenda", "decision", "lane", "record", "queue"]

# Demangled, matched whole. Symbols that the objects define for each other are allowed in any case.
ALLOWED_EVERYWHERE = [
    r"_GLOBAL_OFFSET_TABLE_|_Unwind_Resume|__stack_chk_fail|__assert_fail|__libc_single_threaded|__dso_handle",
    r"__cxa_(begin_catch|end_catch|rethrow|throw|allocate_exception|free_exception|guard_\w+|throw_bad_\w+)",
    r"__cxa_(init_primary_exception|pure_virtual|atexit)|__gxx_personality_v0|_?_?clang_call_terminate",
    r"mem(cmp|cpy|move|set|chr)|bcmp|str(cmp|len)|__popcount\w+|sqrt|abort",
    r"operator (new|delete)(\[\])?\(.*\)",
    r"std::__throw_\w+\(.*\)|std::terminate\(\)|std::nothrow|std::__glibcxx_assert_fail\(.*\)",
    r"std::_Rb_tree_\w+\(.*\)( const)?|std::__detail::_Prime_rehash_policy::\w+\(.*\) const",
    r"std::_Hash_bytes\(.*\)|std::__detail::_List_node_base::\w+\(.*\)",
    r"std::(__cxx11::)?basic_string(_view)?<char.*>::.*",
    r"std::(__cxx11::)?(basic_string<char.*> )?(to_string|operator\+).*",
    r"(typeinfo|vtable) for (__cxxabiv1::\w+|std::\w+)",
    r"std::(exception|bad_alloc|logic_error|runtime_error|length_error|out_of_range|bad_variant_access)::.*",
]
ALLOWED_IN_TEXT = [
    r"__errno_location|ldexp|localeconv|snprintf|strto(d|ll|ull)",
    r"std::(to|from)_chars\(.*\)",
]
ALLOWED_IN_ZONE = [r"date::(locate_zone|time_zone::get_info_impl)\(.*\)( const)?"]


def symbols(objects, *options):
    """Demangled symbols, one list for each object."""
    listing = subprocess.run(["nm", "-C", "-A", *options, *map(str, objects)], check=True, capture_output=True,
                             text=True).stdout
    found = {str(path): set() for path in objects}
    for line in listing.splitlines():
        match = re.fullmatch(r"(.+?):\s*(?:[0-9a-f]+)?\s+\w (.*)", line)
        if match:
            found[match.group(1)].add(match.group(2))
    return found


def room_of(path):
    return path.parent.name


def allowed_for(path):
    allowed = list(ALLOWED_EVERYWHERE)
    if room_of(path) == "text":
        allowed += ALLOWED_IN_TEXT
        if path.name.startswith("zone.cpp"):
            allowed += ALLOWED_IN_ZONE
    return re.compile("|".join(f"(?:{pattern})" for pattern in allowed))


def faults_in(objects):
    """(object, symbol) for each symbol that nothing allows."""
    defined = symbols(objects, "--defined-only")
    of_core = {symbol for path in objects if room_of(path) in CORE for symbol in defined[str(path)]}
    of_all = {symbol for found in defined.values() for symbol in found}
    for path in objects:
        own = of_core if room_of(path) in CORE else of_all
        allowed = allowed_for(path)
        for symbol in sorted(symbols([path], "--undefined-only")[str(path)] - own):
            if not allowed.fullmatch(symbol):
                yield path, symbol


def main(list_file):
    objects = [pathlib.Path(line) for line in pathlib.Path(list_file).read_text(encoding="utf-8").split(";") if line]
    objects = [path for path in map(lambda path: pathlib.Path(str(path).strip()), objects) if path.name]
    rooms = {room_of(path) for path in objects}
    missing = [room for room in CORE + ["text"] if room not in rooms]
    faults = [f"{room_of(path)}/{path.name}: {symbol}" for path, symbol in faults_in(objects)]
    for room in missing:
        faults.append(f"no object of the room {room}")
    print("\n".join(faults) or f"{len(objects)} objects, all pure")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
