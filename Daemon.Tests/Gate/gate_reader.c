/*
 * gate_reader: an engine's view of a gate page, for tests and for a person with a live daemon.
 *
 *   gate_reader once  PATH ACTION SCOPE...             one verdict on stdout; exit 0 ALLOW, 1 QUEUE or DENY
 *   gate_reader watch CHANGES TIMEOUT_MS PATH ACTION SCOPE...
 *                                                      one line per change of the verdict, the first one included:
 *                                                      BOOTTIME_NS VERDICT EPOCH CODE; ends after CHANGES lines (exit 0) or the time (exit 3)
 *   gate_reader pinned CHANGES TIMEOUT_MS PATH ACTION SCOPE...
 *                                                      the same, but never reattaches: what a reader of an old page sees
 *   gate_reader bench N PATH SCOPE...                  ns per check against its floors, best of several rounds
 *   gate_reader judge PATH...                          attaches to each, exercises it, prints CODE VERDICT
 *   gate_reader layout                                 every field: STRUCT FIELD OFFSET SIZE
 *
 * ACTION is a number, 0 to 11. TIMEOUT_MS 0 means for ever.
 */
#include "basis_gate.h"

#include <stdio.h>
#include <stdlib.h>

#define POLL_NS 200000
#define REATTACH_EVERY 5
#define BENCH_ROUNDS 15
#define BENCH_SELECTIONS 8

static const char *verdict_text(int verdict)
{
    return verdict == BASIS_GATE_ALLOW ? "ALLOW" : verdict == BASIS_GATE_QUEUE ? "QUEUE" : "DENY";
}

#define FIELD(type, name) \
    printf(#type " " #name " %zu %zu\n", offsetof(struct basis_gate_##type, name), sizeof(((struct basis_gate_##type *)0)->name))

static int layout(void)
{
    FIELD(header, magic);
    FIELD(header, version);
    FIELD(header, header_size);
    FIELD(header, cell_count);
    FIELD(header, cell_size);
    FIELD(header, directory_offset);
    FIELD(header, directory_size);
    FIELD(header, cells_offset);
    FIELD(header, total_size);
    FIELD(header, name_entry_size);
    FIELD(header, action_count);
    FIELD(header, valid_until);
    FIELD(header, reserved_1);
    FIELD(header, boot_id);
    FIELD(header, generation);
    FIELD(header, epoch);
    FIELD(header, daemon_pid);
    FIELD(header, clock);
    FIELD(header, reserved_2);
    FIELD(header, state);
    FIELD(header, platform_mode);
    FIELD(header, last_sequence);
    FIELD(header, updated_at);
    FIELD(header, renewals);
    FIELD(header, reserved_3);
    FIELD(name, kind);
    FIELD(name, length);
    FIELD(name, text);
    FIELD(cell, word);
    FIELD(cell, mode);
    FIELD(cell, stage);
    FIELD(cell, flags);
    FIELD(cell, reserved_1);
    FIELD(cell, sequence);
    FIELD(cell, changed_at);
    FIELD(cell, reserved_2);
    return 0;
}

static int once(const char *path, unsigned action, const char *const *scopes, size_t count)
{
    struct basis_gate gate;
    struct basis_gate_selection selection;
    int code = basis_gate_attach(&gate, path);
    enum basis_gate_verdict verdict;
    if (code != BASIS_GATE_OK)
        fprintf(stderr, "%s: %s\n", path, basis_gate_text(code));
    if (basis_gate_select(&gate, &selection, scopes, count) > 0)
        fprintf(stderr, "%s: a scope is unknown\n", path);
    verdict = basis_gate_check(&selection, action);
    printf("%s\n", verdict_text(verdict));
    basis_gate_detach(&gate);
    return verdict == BASIS_GATE_ALLOW ? 0 : 1;
}

static int watch(int pinned, long changes, long timeout_ms, const char *path, unsigned action, const char *const *scopes, size_t count)
{
    struct basis_gate gate;
    struct basis_gate_selection selection;
    struct timespec pause = { 0, POLL_NS };
    int64_t end = basis_gate_now() + (int64_t)timeout_ms * 1000000;
    int last = -1;
    int code = basis_gate_attach(&gate, path);
    long polls = 0;
    basis_gate_select(&gate, &selection, scopes, count);
    for (;;) {
        enum basis_gate_verdict verdict = basis_gate_check(&selection, action);
        if ((int)verdict != last) {
            last = (int)verdict;
            printf("%lld %s %llu %d\n", (long long)basis_gate_now(), verdict_text(verdict), (unsigned long long)basis_gate_epoch(&gate), code);
            fflush(stdout);
            if (--changes <= 0)
                break;
        }
        if (timeout_ms > 0 && basis_gate_now() > end)
            return 3;
        nanosleep(&pause, NULL);
        if (!pinned && ++polls % REATTACH_EVERY == 0 && !basis_gate_live(&gate)) {
            code = basis_gate_reattach(&gate);
            basis_gate_select(&gate, &selection, scopes, count);
        }
    }
    basis_gate_detach(&gate);
    return 0;
}

static int judge(const char *const *paths, size_t count)
{
    static const char *const names[] = { "platform", "asset/BTC", "venue/kraken" };
    size_t i;
    for (i = 0; i < count; i++) {
        struct basis_gate gate;
        struct basis_gate_selection selection;
        int code = basis_gate_attach(&gate, paths[i]);
        unsigned action;
        int best = BASIS_GATE_DENY;
        basis_gate_select(&gate, &selection, names, 3);
        basis_gate_resolve(&gate, "route/nothing");
        for (action = 0; action < 70; action++) { /* most of them do not exist */
            int verdict = (int)basis_gate_check(&selection, action);
            best = verdict > best ? verdict : best;
        }
        basis_gate_live(&gate);
        basis_gate_detach(&gate);
        if (basis_gate_check(&selection, 0) != BASIS_GATE_DENY)
            best = 99; /* a selection outlived its page */
        printf("%d %d\n", code, best);
    }
    return 0;
}

/* The floors read through the same pointers as the check: a floor with the addresses in registers is none that an engine could have. */
static uint64_t plain_loads(const struct basis_gate_selection *s)
{
    const volatile uint64_t *const *w = (const volatile uint64_t *const *)(const void *)s->word;
    const void *platform = s->page + sizeof(struct basis_gate_header);
    return *(const volatile uint64_t *)platform & *w[0] & *w[1] & *w[2] & *w[3];
}

enum bench_kind { LOADS, LOADS_CLOCK, CHECK_AT, CHECK, KINDS };

/* The action is a constant, as it is where an engine sends an order. */
static double bench_round(enum bench_kind kind, long n, const struct basis_gate_selection *s, uint64_t *sink)
{
    int64_t from = basis_gate_now(), now = from;
    uint64_t sum = 0;
    long i;
    switch (kind) {
    case LOADS:
        for (i = 0; i < n; i++)
            sum += plain_loads(&s[i % BENCH_SELECTIONS]);
        break;
    case LOADS_CLOCK:
        for (i = 0; i < n; i++)
            sum += plain_loads(&s[i % BENCH_SELECTIONS]) + (uint64_t)basis_gate_now();
        break;
    case CHECK_AT:
        for (i = 0; i < n; i++)
            sum += basis_gate_check_at(&s[i % BENCH_SELECTIONS], BASIS_GATE_OPEN, now);
        break;
    default:
        for (i = 0; i < n; i++)
            sum += basis_gate_check(&s[i % BENCH_SELECTIONS], BASIS_GATE_OPEN);
        break;
    }
    *sink += sum;
    return (double)(basis_gate_now() - from) / (double)n;
}

static int bench(long n, const char *path, const char *const *scopes, size_t count)
{
    struct basis_gate gate;
    struct basis_gate_selection s[BENCH_SELECTIONS];
    double best[KINDS] = { 1e9, 1e9, 1e9, 1e9 };
    uint64_t sink = 0;
    int i, kind, code = basis_gate_attach(&gate, path);
    if (code != BASIS_GATE_OK) {
        fprintf(stderr, "%s: %s\n", path, basis_gate_text(code));
        return 3;
    }
    for (i = 0; i < BENCH_SELECTIONS; i++)
        basis_gate_select(&gate, &s[i], scopes, count);
    for (i = 0; i < BENCH_ROUNDS; i++) {
        for (kind = 0; kind < KINDS; kind++) {
            double ns = bench_round((enum bench_kind)kind, n, s, &sink);
            best[kind] = ns < best[kind] ? ns : best[kind];
        }
    }
    printf("loads %.3f\nloads_clock %.3f\ncheck_at %.3f\ncheck %.3f\n", best[LOADS], best[LOADS_CLOCK], best[CHECK_AT], best[CHECK]);
    printf("ratio_check_at %.3f\nratio_check %.3f\n", best[CHECK_AT] / best[LOADS], best[CHECK] / best[LOADS_CLOCK]);
    fprintf(stderr, "verdict %s, sink %llu\n", verdict_text((int)basis_gate_check(&s[0], BASIS_GATE_OPEN)), (unsigned long long)sink);
    basis_gate_detach(&gate);
    return 0;
}

static const char *const *strings(char **argv)
{
    return (const char *const *)(void *)argv;
}

int main(int argc, char **argv)
{
    const char *mode = argc > 1 ? argv[1] : "";
    if (strcmp(mode, "layout") == 0)
        return layout();
    if (strcmp(mode, "once") == 0 && argc >= 4)
        return once(argv[2], (unsigned)strtoul(argv[3], NULL, 10), strings(argv + 4), (size_t)(argc - 4));
    if ((strcmp(mode, "watch") == 0 || strcmp(mode, "pinned") == 0) && argc >= 6)
        return watch(mode[0] == 'p', strtol(argv[2], NULL, 10), strtol(argv[3], NULL, 10), argv[4], (unsigned)strtoul(argv[5], NULL, 10),
                     strings(argv + 6), (size_t)(argc - 6));
    if (strcmp(mode, "bench") == 0 && argc >= 4)
        return bench(strtol(argv[2], NULL, 10), argv[3], strings(argv + 4), (size_t)(argc - 4));
    if (strcmp(mode, "judge") == 0)
        return judge(strings(argv + 2), (size_t)(argc - 2));
    fprintf(stderr, "usage: gate_reader once|watch|pinned|bench|judge|layout ... (see the head of gate_reader.c)\n");
    return 2;
}
