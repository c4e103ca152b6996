/*
 * gate_bench MILLISECONDS PATH SCOPE...: the C check beside its floors, compiled and run by `basisd bench gate`.
 * One line per round: ns per check of check_at, five loads and AND, check, five loads and clock; interleaved, in this order.
 */
#include "basis_gate.h"

#include <stdio.h>
#include <stdlib.h>

#define PLAIN 100000
#define CLOCKED 10000
#define SELECTIONS 8

static uint64_t sink;

static double per(int64_t start, int times)
{
    return (double)(basis_gate_now() - start) / times;
}

static __attribute__((noinline)) void check_at(const struct basis_gate_selection *s, unsigned action, int64_t now)
{
    uint64_t sum = 0;
    for (int i = 0; i < PLAIN; i++)
        sum += basis_gate_check_at(&s[i % SELECTIONS], action, now);
    sink += sum;
}

static __attribute__((noinline)) void loads(const struct basis_gate_selection *s)
{
    uint64_t sum = 0;
    for (int i = 0; i < PLAIN; i++)
        sum += basis_gate_words_(&s[i % SELECTIONS], s[i % SELECTIONS].page);
    sink += sum;
}

static __attribute__((noinline)) void check(const struct basis_gate_selection *s, unsigned action)
{
    uint64_t sum = 0;
    for (int i = 0; i < CLOCKED; i++)
        sum += basis_gate_check(&s[i % SELECTIONS], action);
    sink += sum;
}

static __attribute__((noinline)) void loads_and_clock(const struct basis_gate_selection *s)
{
    uint64_t sum = 0;
    for (int i = 0; i < CLOCKED; i++)
        sum += basis_gate_words_(&s[i % SELECTIONS], s[i % SELECTIONS].page) ^ (uint64_t)basis_gate_clock_(s[i % SELECTIONS].clock);
    sink += sum;
}

int main(int argc, char **argv)
{
    struct basis_gate gate;
    struct basis_gate_selection selection[SELECTIONS];
    int64_t end, start;
    double a, b, c, d;

    if (argc < 4)
        return 2;
    if (basis_gate_attach(&gate, argv[2]) != BASIS_GATE_OK)
        return 1;
    for (int i = 0; i < SELECTIONS; i++)
        if (basis_gate_select(&gate, &selection[i], (const char *const *)(argv + 3), (size_t)(argc - 3)) != 0
            || basis_gate_check(&selection[i], 0) != BASIS_GATE_ALLOW)
            return 1;
    end = basis_gate_now() + atoll(argv[1]) * 1000000;
    while (basis_gate_now() < end) {
        start = basis_gate_now();
        check_at(selection, 0, start);
        a = per(start, PLAIN);
        start = basis_gate_now();
        loads(selection);
        b = per(start, PLAIN);
        start = basis_gate_now();
        check(selection, 0);
        c = per(start, CLOCKED);
        start = basis_gate_now();
        loads_and_clock(selection);
        d = per(start, CLOCKED);
        printf("%.4f %.4f %.4f %.4f\n", a, b, c, d);
    }
    return sink == 0;
}
