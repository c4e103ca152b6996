/*
 * basis_gate.h: reads the permission gate of basisd, layout version 1.
 *
 * What it is: the check that an execution engine makes before every order. The daemon publishes one 64-bit word per scope on a
 * shared page; a check combines up to five of them and compares the page's validity with CLOCK_BOOTTIME, or with CLOCK_MONOTONIC_COARSE where the
 * page says so. About 1 ns, 23 ns with the clock, 5 with the coarse one; no system call, no lock, no allocation.
 *
 * What it promises: everything unknown, stale, retired, absent or malformed is DENY. A daemon that is killed, frozen or cut off stops
 * renewing the page, and the page closes by itself (default 250 ms). No size in the file is trusted beyond the mapped length.
 *
 * Use:
 *
 *     struct basis_gate gate;
 *     struct basis_gate_selection btc;
 *     const char *scopes[] = { "module/rewards", "asset/BTC", "venue/kraken", "route/BTC@kraken" };
 *
 *     int code = basis_gate_attach(&gate, BASIS_GATE_DEFAULT_PATH);
 *     if (code != BASIS_GATE_OK) fprintf(stderr, "gate: %s\n", basis_gate_text(code));   // closed: every check denies
 *     basis_gate_select(&gate, &btc, scopes, 4);                                         // once per kind of order
 *     ...
 *     if (basis_gate_check(&btc, BASIS_GATE_OPEN) != BASIS_GATE_ALLOW) hold_back();       // before every order
 *     ...
 *     if (!basis_gate_live(&gate)) {                                                      // now and then, off the hot path
 *         basis_gate_reattach(&gate);
 *         basis_gate_select(&gate, &btc, scopes, 4);                                      // a new page: select anew
 *     }
 *
 * Threads: attach, select, reattach and detach from one thread at a time; check from any number of threads. A selection made from
 * a page that is gone denies: its memory is replaced by zeros, never taken away, so a late check neither crashes nor permits.
 *
 * Needs: Linux, a little-endian 64-bit machine, GCC or Clang, C99 or later or C++11 or later. Include it first, or define _GNU_SOURCE.
 * The reader must share the daemon's time namespace, and must see /proc/sys/kernel/random/boot_id (no ProcSubset=pid in its unit).
 * LAYOUT.md describes every byte. Names that end in an underscore are internal.
 */
#ifndef BASIS_GATE_H
#define BASIS_GATE_H

#if !defined(_GNU_SOURCE) && !defined(_FEATURES_H)
#define _GNU_SOURCE 1
#endif

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#if !defined(MAP_ANONYMOUS) || !defined(CLOCK_BOOTTIME) || !defined(O_CLOEXEC) || !defined(O_NOFOLLOW)
#error "basis_gate.h: include it before every other header, or define _GNU_SOURCE for the whole program"
#endif
#if !defined(__BYTE_ORDER__) || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "basis_gate.h: the page is little-endian"
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define BASIS_GATE_DEFAULT_PATH "/run/basisd/gate"
#define BASIS_GATE_MAGIC UINT64_C(0x4554475349534142) /* the bytes "BASISGTE" */
#define BASIS_GATE_VERSION 1u
#define BASIS_GATE_MAX_CELLS 4096u
#define BASIS_GATE_MAX_NAME 62u
#define BASIS_GATE_MAX_SCOPES 5u                           /* per check, the platform among them */
#define BASIS_GATE_MAX_HORIZON_NS UINT64_C(2000000000)     /* a validity farther ahead than this is malformed: closed */
#define BASIS_GATE_CLOCK_BOOTTIME 0u
#define BASIS_GATE_CLOCK_COARSE 1u                         /* CLOCK_MONOTONIC_COARSE, on a host that cannot suspend */
#define BASIS_GATE_STATE_LIVE 1u
#define BASIS_GATE_STATE_RETIRED 2u

/* The answer of a check. Zero is the strictest. */
enum basis_gate_verdict {
    BASIS_GATE_DENY = 0,  /* refuse */
    BASIS_GATE_QUEUE = 1, /* accept and hold, do not execute */
    BASIS_GATE_ALLOW = 2  /* execute */
};

/* Actions, in bit order. */
enum basis_gate_action {
    BASIS_GATE_OPEN = 0,       /* any order that increases risk */
    BASIS_GATE_MODIFY = 1,     /* change an order without increasing risk */
    BASIS_GATE_CANCEL = 2,
    BASIS_GATE_REDUCE = 3,     /* the position never crosses zero */
    BASIS_GATE_REALLOCATE = 4, /* capital into the scope */
    BASIS_GATE_SWAP = 5,       /* same token, one to one */
    BASIS_GATE_STAKE = 6,
    BASIS_GATE_UNSTAKE = 7,    /* matured */
    BASIS_GATE_ACCRUE = 8,     /* rewards */
    BASIS_GATE_WITHDRAW = 9,
    BASIS_GATE_DEPOSIT = 10,   /* credit */
    BASIS_GATE_TRANSFER = 11,  /* movement of a platform asset */
    BASIS_GATE_ACTIONS = 12    /* how many there are; every other number is denied */
};

/* Why a page was accepted or refused. Everything but BASIS_GATE_OK means closed. */
enum basis_gate_code {
    BASIS_GATE_DETACHED = 0,
    BASIS_GATE_OK = 1,
    BASIS_GATE_ABSENT = 2,
    BASIS_GATE_UNREADABLE = 3,
    BASIS_GATE_TOO_SHORT = 4,
    BASIS_GATE_NOT_A_PAGE = 5,
    BASIS_GATE_OTHER_VERSION = 6,
    BASIS_GATE_BAD_LAYOUT = 7,
    BASIS_GATE_BAD_NAMES = 8,
    BASIS_GATE_OTHER_BOOT = 9,
    BASIS_GATE_RETIRED = 10
};

/* The page, byte by byte. Read shared words with __atomic builtins only. */
struct basis_gate_header {
    uint64_t magic;
    uint32_t version;
    uint32_t header_size;
    uint32_t cell_count;
    uint32_t cell_size;
    uint64_t directory_offset;
    uint64_t directory_size;
    uint64_t cells_offset;
    uint64_t total_size;
    uint32_t name_entry_size;
    uint32_t action_count;

    int64_t valid_until; /* CLOCK_BOOTTIME ns; atomic; alone on its line */
    uint8_t reserved_1[56];

    uint8_t boot_id[16];
    uint64_t generation;
    uint64_t epoch;
    uint32_t daemon_pid;
    uint32_t clock; /* on which valid_until is compared; 0 in pages of before it was defined */
    uint8_t reserved_2[24];

    uint32_t state; /* atomic */
    uint32_t platform_mode;
    uint64_t last_sequence;
    int64_t updated_at;
    uint64_t renewals;
    uint8_t reserved_3[32];
};

struct basis_gate_name {
    uint8_t kind; /* 1 platform, 2 module, 3 asset, 4 venue, 5 route */
    uint8_t length;
    char text[62]; /* UTF-8, not terminated */
};

struct basis_gate_cell {
    uint64_t word; /* atomic: ALLOW bits low, "at least QUEUE" bits high */
    uint8_t mode;
    uint8_t stage;
    uint16_t flags;
    uint32_t reserved_1;
    uint64_t sequence;
    int64_t changed_at;
    uint8_t reserved_2[32];
};

/* An array of negative length where a size is not what the layout says. */
typedef char basis_gate_header_size_[sizeof(struct basis_gate_header) == 256 ? 1 : -1];
typedef char basis_gate_name_size_[sizeof(struct basis_gate_name) == 64 ? 1 : -1];
typedef char basis_gate_cell_size_[sizeof(struct basis_gate_cell) == 64 ? 1 : -1];
typedef char basis_gate_validity_line_[offsetof(struct basis_gate_header, valid_until) == 64 ? 1 : -1];

/* An attached page. Fill it with basis_gate_attach, look at it through the functions below. */
struct basis_gate {
    const unsigned char *start; /* NULL when no page is attached */
    size_t length;
    uint32_t cells;
    const char *path; /* the caller's string: it must live as long as the gate */
};

/* The scopes of one kind of request, resolved once. All zero denies. */
struct basis_gate_selection {
    const unsigned char *page; /* its validity and its platform cell, both at fixed places */
    const uint64_t *word[BASIS_GATE_MAX_SCOPES - 1];
    uint32_t clock; /* of the page: it never changes */
};

/* A text for a code, for people. */
static inline const char *basis_gate_text(int code)
{
    switch (code) {
    case BASIS_GATE_DETACHED: return "not attached";
    case BASIS_GATE_OK: return "attached";
    case BASIS_GATE_ABSENT: return "no gate page: the daemon has not run here";
    case BASIS_GATE_UNREADABLE: return "the gate page cannot be opened or mapped (see errno)";
    case BASIS_GATE_TOO_SHORT: return "the file is too short for a gate page";
    case BASIS_GATE_NOT_A_PAGE: return "the file is not a gate page";
    case BASIS_GATE_OTHER_VERSION: return "a gate page of another layout version, or on a clock that this header does not know";
    case BASIS_GATE_BAD_LAYOUT: return "a damaged gate page: its sizes cannot be";
    case BASIS_GATE_BAD_NAMES: return "a damaged gate page: its names cannot be";
    case BASIS_GATE_OTHER_BOOT: return "a gate page of another boot, or the boot id cannot be read";
    case BASIS_GATE_RETIRED: return "a retired gate page: its daemon has stopped";
    default: return "unknown";
    }
}

/* CLOCK_BOOTTIME in ns; on failure a time that no page is valid at. */
static inline int64_t basis_gate_now(void)
{
    struct timespec t;
    if (clock_gettime(CLOCK_BOOTTIME, &t) != 0)
        return INT64_MAX;
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* The clock of a page, in ns; on failure a time that no page is valid at. The coarse one lags by up to two ticks, which its writer has taken off. */
static inline int64_t basis_gate_clock_(uint32_t clock)
{
    struct timespec t;
    if (clock_gettime(clock == BASIS_GATE_CLOCK_BOOTTIME ? CLOCK_BOOTTIME : CLOCK_MONOTONIC_COARSE, &t) != 0)
        return INT64_MAX;
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static inline const uint64_t *basis_gate_constant_(int ones)
{
    static const uint64_t line[2][8] __attribute__((aligned(64))) = { { 0 }, { UINT64_MAX } };
    return line[ones];
}

static inline const struct basis_gate_header *basis_gate_header_(const unsigned char *start)
{
    return (const struct basis_gate_header *)(const void *)start;
}

static inline const struct basis_gate_name *basis_gate_name_(const struct basis_gate *gate, uint32_t index)
{
    const void *at = gate->start + sizeof(struct basis_gate_header) + (size_t)gate->cells * sizeof(struct basis_gate_cell)
        + (size_t)index * sizeof(struct basis_gate_name);
    return (const struct basis_gate_name *)at;
}

static inline const struct basis_gate_cell *basis_gate_cell_(const struct basis_gate *gate, uint32_t index)
{
    const void *at = gate->start + sizeof(struct basis_gate_header) + (size_t)index * sizeof(struct basis_gate_cell);
    return (const struct basis_gate_cell *)at;
}

/* Reads this boot's id; 0 when it cannot. */
static inline int basis_gate_boot_id_(uint8_t id[16])
{
    char text[64];
    ssize_t got;
    size_t i, digits = 0;
    int file = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return 0;
    got = read(file, text, sizeof text);
    close(file);
    memset(id, 0, 16);
    for (i = 0; got > 0 && i < (size_t)got && digits < 32; i++) {
        char c = text[i];
        int value = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (value < 0)
            continue;
        id[digits / 2] = (uint8_t)(id[digits / 2] << 4 | value);
        digits++;
    }
    return digits == 32;
}

/* Judges a mapping. Every field of the file is read once, and no size is used before it is known to fit. */
static inline int basis_gate_judge_(const unsigned char *start, size_t length, uint32_t *cells)
{
    struct basis_gate_header h;
    struct basis_gate_name name;
    uint64_t cells_end, end;
    uint32_t i;
    uint8_t boot[16];

    if (length < sizeof h + sizeof name + sizeof(struct basis_gate_cell))
        return BASIS_GATE_TOO_SHORT;
    memcpy(&h, start, sizeof h);
    if (h.magic != BASIS_GATE_MAGIC)
        return BASIS_GATE_NOT_A_PAGE;
    if (h.version != BASIS_GATE_VERSION)
        return BASIS_GATE_OTHER_VERSION;
    if (h.cell_count == 0 || h.cell_count > BASIS_GATE_MAX_CELLS)
        return BASIS_GATE_BAD_LAYOUT;
    cells_end = sizeof h + (uint64_t)h.cell_count * sizeof(struct basis_gate_cell);
    end = cells_end + (uint64_t)h.cell_count * sizeof name;
    if (h.header_size != sizeof h || h.cell_size != sizeof(struct basis_gate_cell) || h.name_entry_size != sizeof name
        || h.directory_offset != cells_end || h.directory_size != end - cells_end || h.cells_offset != sizeof h
        || h.total_size != end || h.action_count != BASIS_GATE_ACTIONS)
        return BASIS_GATE_BAD_LAYOUT;
    if (end > length)
        return BASIS_GATE_TOO_SHORT;
    if (h.clock > BASIS_GATE_CLOCK_COARSE)
        return BASIS_GATE_OTHER_VERSION; /* a later writer's clock: what this reader would compare says nothing */
    for (i = 0; i < h.cell_count; i++) {
        memcpy(&name, start + cells_end + (size_t)i * sizeof name, sizeof name);
        if (name.kind == 0 || name.kind > 5 || name.length == 0 || name.length > BASIS_GATE_MAX_NAME
            || (name.kind == 1) != (i == 0))
            return BASIS_GATE_BAD_NAMES;
        if (i == 0 && (name.length != 8 || memcmp(name.text, "platform", 8) != 0))
            return BASIS_GATE_BAD_NAMES;
    }
    if (!basis_gate_boot_id_(boot) || memcmp(boot, h.boot_id, sizeof boot) != 0)
        return BASIS_GATE_OTHER_BOOT;
    if (h.state != BASIS_GATE_STATE_LIVE)
        return BASIS_GATE_RETIRED;
    *cells = h.cell_count;
    return BASIS_GATE_OK;
}

/* Leaves zeros where the page was: a selection that somebody still holds reads "closed", not freed memory. */
static inline void basis_gate_let_go_(struct basis_gate *gate)
{
    if (gate->start != NULL) {
        /* Where the kernel refuses, the old page stays mapped, which is as closed as its own validity. */
        void *zeros = mmap((void *)(uintptr_t)gate->start, gate->length, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        (void)zeros;
    }
    gate->start = NULL;
    gate->length = 0;
    gate->cells = 0;
}

/*
 * Looks at the path again. When another sound page is there, moves to it; selections made before deny from then on. When not, keeps what
 * it has, which closes by itself. BASIS_GATE_OK: a live page is attached (the same as before, or a new one: select anew).
 */
static inline int basis_gate_reattach(struct basis_gate *gate)
{
    struct stat info;
    uint32_t cells = 0;
    size_t length;
    void *start;
    int code;
    int file = open(gate->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

    if (file < 0)
        return errno == ENOENT ? BASIS_GATE_ABSENT : BASIS_GATE_UNREADABLE;
    if (fstat(file, &info) != 0 || !S_ISREG(info.st_mode)) {
        close(file);
        return BASIS_GATE_UNREADABLE;
    }
    length = sizeof(struct basis_gate_header)
        + BASIS_GATE_MAX_CELLS * (sizeof(struct basis_gate_name) + sizeof(struct basis_gate_cell));
    if ((uint64_t)info.st_size < length)
        length = (size_t)info.st_size;
    if (length < sizeof(struct basis_gate_header)) {
        close(file);
        return BASIS_GATE_TOO_SHORT;
    }
    start = mmap(NULL, length, PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (start == MAP_FAILED)
        return BASIS_GATE_UNREADABLE;

    code = basis_gate_judge_((const unsigned char *)start, length, &cells);
    if (code != BASIS_GATE_OK
        || (gate->start != NULL
            && memcmp(gate->start + offsetof(struct basis_gate_header, boot_id),
                      (const unsigned char *)start + offsetof(struct basis_gate_header, boot_id), 64) == 0)) {
        munmap(start, length); /* refused, or the page that is attached already: boot id, generation, epoch and pid agree */
        return code;
    }
    basis_gate_let_go_(gate);
    gate->start = (const unsigned char *)start;
    gate->length = length;
    gate->cells = cells;
    return BASIS_GATE_OK;
}

/*
 * Attaches. The path string must outlive the gate. After any answer the gate may be used: without a page every selection denies,
 * and basis_gate_reattach tries again.
 */
static inline int basis_gate_attach(struct basis_gate *gate, const char *path)
{
    gate->start = NULL;
    gate->length = 0;
    gate->cells = 0;
    gate->path = path;
    return basis_gate_reattach(gate);
}

/* Detaches. Selections that are still around deny. */
static inline void basis_gate_detach(struct basis_gate *gate)
{
    basis_gate_let_go_(gate);
}

/* Cell index of a scope, or -1 when the page does not have it, or has it twice. */
static inline int basis_gate_resolve(const struct basis_gate *gate, const char *scope)
{
    uint32_t i;
    int found = -1;
    size_t length = scope == NULL ? 0 : strlen(scope);
    if (gate->start == NULL || length == 0 || length > BASIS_GATE_MAX_NAME)
        return -1;
    for (i = 0; i < gate->cells; i++) {
        const struct basis_gate_name *name = basis_gate_name_(gate, i);
        if (name->length != length || memcmp(name->text, scope, length) != 0)
            continue;
        if (found >= 0)
            return -1;
        found = (int)i;
    }
    return found;
}

/*
 * Resolves the scopes of a request. The platform is always among them, named or not. An unknown scope, or more than four beside the
 * platform, makes a selection that denies everything; the answer is the number of scopes that were not accepted, 0 when all were,
 * and -1 when no page is attached.
 */
static inline int basis_gate_select(
    const struct basis_gate *gate, struct basis_gate_selection *selection, const char *const *scopes, size_t count)
{
    size_t i, used = 0;
    int refused = 0;

    memset(selection, 0, sizeof *selection);
    if (gate->start == NULL)
        return -1;
    for (i = 0; i < BASIS_GATE_MAX_SCOPES - 1; i++)
        selection->word[i] = basis_gate_constant_(1);
    for (i = 0; i < count; i++) {
        int index = basis_gate_resolve(gate, scopes[i]);
        if (index == 0)
            continue;
        if (index < 0 || used == BASIS_GATE_MAX_SCOPES - 1) {
            refused++;
            continue;
        }
        selection->word[used++] = &basis_gate_cell_(gate, (uint32_t)index)->word;
    }
    if (refused > 0)
        selection->word[0] = basis_gate_constant_(0);
    selection->page = gate->start;
    selection->clock = basis_gate_header_(gate->start)->clock;
    return refused;
}

static inline uint64_t basis_gate_words_(const struct basis_gate_selection *selection, const unsigned char *page)
{
    const void *platform = page + sizeof(struct basis_gate_header);
    return __atomic_load_n((const uint64_t *)platform, __ATOMIC_ACQUIRE) & __atomic_load_n(selection->word[0], __ATOMIC_ACQUIRE)
        & __atomic_load_n(selection->word[1], __ATOMIC_ACQUIRE) & __atomic_load_n(selection->word[2], __ATOMIC_ACQUIRE)
        & __atomic_load_n(selection->word[3], __ATOMIC_ACQUIRE);
}

static inline enum basis_gate_verdict basis_gate_decide_(uint64_t words, uint64_t valid_until, uint64_t now, unsigned action)
{
    uint64_t both;
    /* One comparison for both ends: a time after the validity wraps to a huge number. */
    if (__builtin_expect(valid_until - now > BASIS_GATE_MAX_HORIZON_NS || action >= BASIS_GATE_ACTIONS, 0))
        return BASIS_GATE_DENY;
    both = UINT64_C(0x100000001) << action; /* ALLOW counts only together with "at least QUEUE": half a word is no permission */
    if (__builtin_expect((words & both) == both, 1))
        return BASIS_GATE_ALLOW;
    return (words & both) == (UINT64_C(0x100000000) << action) ? BASIS_GATE_QUEUE : BASIS_GATE_DENY;
}

/*
 * May this action be done, at a time that the caller already has? now_ns is CLOCK_BOOTTIME in ns, whichever clock the page is on: where it is on
 * the coarse one, the two agree. Whatever it is behind the clock is added to
 * how long a dead daemon's permissions last: stamp and check in one breath. A time more than 2 s behind the page's validity is denied.
 */
static inline enum basis_gate_verdict basis_gate_check_at(const struct basis_gate_selection *selection, unsigned action, int64_t now_ns)
{
    const unsigned char *page = selection->page;
    uint64_t valid_until;
    if (page == NULL)
        return BASIS_GATE_DENY;
    valid_until = (uint64_t)__atomic_load_n(&basis_gate_header_(page)->valid_until, __ATOMIC_ACQUIRE);
    return basis_gate_decide_(basis_gate_words_(selection, page), valid_until, (uint64_t)now_ns, action);
}

/* May this action be done now? The clock is read last: a permission is never older than the validity that covers it. */
static inline enum basis_gate_verdict basis_gate_check(const struct basis_gate_selection *selection, unsigned action)
{
    const unsigned char *page = selection->page;
    uint64_t valid_until, words;
    if (page == NULL)
        return BASIS_GATE_DENY;
    valid_until = (uint64_t)__atomic_load_n(&basis_gate_header_(page)->valid_until, __ATOMIC_ACQUIRE);
    words = basis_gate_words_(selection, page);
    return basis_gate_decide_(words, valid_until, (uint64_t)basis_gate_clock_(selection->clock), action);
}

/* Whether the attached page is neither retired nor expired. When it is not: reattach and select anew, off the hot path. */
static inline int basis_gate_live(const struct basis_gate *gate)
{
    const struct basis_gate_header *h = basis_gate_header_(gate->start);
    return gate->start != NULL && __atomic_load_n(&h->state, __ATOMIC_ACQUIRE) == BASIS_GATE_STATE_LIVE
        && __atomic_load_n(&h->valid_until, __ATOMIC_ACQUIRE) > basis_gate_now();
}

/* The ownership epoch of the attached page; 0 when none is. An order should carry the epoch under which it was allowed. */
static inline uint64_t basis_gate_epoch(const struct basis_gate *gate)
{
    return gate->start == NULL ? 0 : basis_gate_header_(gate->start)->epoch;
}

#ifdef __cplusplus
}
#endif

#endif /* BASIS_GATE_H */
