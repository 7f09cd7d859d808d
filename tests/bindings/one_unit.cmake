# What builds usher for a package has no room for options; where a test builds it so, it need not take as long.
set(USHER_UNITY_BUILD ON CACHE BOOL "")
