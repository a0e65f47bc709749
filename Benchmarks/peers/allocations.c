// Counts what a program asks memory for, in all of its threads, and writes the number to stderr when it ends. Loaded
// before the C library (LD_PRELOAD), whose functions these stand in front of. The counting is that of the tests.

#include <stdio.h>

#define ALLOCATION_COUNTER _Atomic long
#include "../../Tests/CAllocations/CAllocations.c"

__attribute__((destructor)) static void tell(void) { fprintf(stderr, "allocations %ld\n", allocation_count()); }
