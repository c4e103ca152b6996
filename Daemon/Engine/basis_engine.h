/*
 * basis_engine.h: the records of the basisd engine protocol, version 1, for C11 and C++11.
 *
 * An engine connects to the daemon's Unix socket (SOCK_SEQPACKET), says hello, and sends packets of 1 to 64 observations. Every packet down
 * holds one control record and its payload. All integers are little-endian. PROTOCOL.md says it byte by byte; the sizes and offsets below are
 * checked when this file is compiled. Header only, no allocation, no state of its own.
 */
#ifndef BASIS_ENGINE_H
#define BASIS_ENGINE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the basisd engine protocol is little-endian"
#endif

#ifdef __cplusplus
#define BASIS_ENGINE_ASSERT(condition, text) static_assert(condition, text)
extern "C" {
#else
#define BASIS_ENGINE_ASSERT(condition, text) _Static_assert(condition, text)
#endif

#define BASIS_ENGINE_MAGIC 0x4E455342u /* the bytes "BSEN" */
#define BASIS_ENGINE_VERSION 1
#define BASIS_ENGINE_RECORD_BYTES 64
#define BASIS_ENGINE_MAX_RECORDS 64
#define BASIS_ENGINE_MAX_CHUNK_BYTES 32768
#define BASIS_ENGINE_MAX_COMMIT_BYTES 1048576
#define BASIS_ENGINE_MAX_PACKET_BYTES (BASIS_ENGINE_RECORD_BYTES + BASIS_ENGINE_MAX_CHUNK_BYTES)
#define BASIS_ENGINE_NAME_BYTES 32
#define BASIS_ENGINE_RING_MAGIC UINT64_C(0x474E525349534142) /* the bytes "BASISRNG" */
#define BASIS_ENGINE_RING_VERSION 1
#define BASIS_ENGINE_RING_HEADER_BYTES 256

/* Fixed point: prices and quantities in 1e-8, ratios and rates in ppm, durations in ns, times in Unix ns. */
#define BASIS_ENGINE_MAX_PRICE INT64_C(1000000000000000)
#define BASIS_ENGINE_MAX_RATIO INT64_C(1000000000000)

/* Observations, up. The values v0 to v4 are named in PROTOCOL.md; those that a kind does not use are 0.
   A confirmation's v2 is the id of its transfer, 0 for one without a name. */
enum basis_engine_observation_kind {
    BASIS_ENGINE_CALL_RESULT = 1,
    BASIS_ENGINE_PRICE = 2,
    BASIS_ENGINE_DEPTH = 3,
    BASIS_ENGINE_SLIPPAGE = 4,
    BASIS_ENGINE_COST_ALPHA = 5,
    BASIS_ENGINE_MARGIN_RATIO = 6,
    BASIS_ENGINE_FUNDING = 7,
    BASIS_ENGINE_TRANSFER_STATUS = 8,
    BASIS_ENGINE_CONFIRMATION = 9,
    BASIS_ENGINE_CHAIN_STATUS = 10,
    BASIS_ENGINE_UNIT_RATE = 11,
    BASIS_ENGINE_GOLD = 12,
    BASIS_ENGINE_BALANCE_PAIR = 13,
    BASIS_ENGINE_ORDER_EVENT = 14,
    BASIS_ENGINE_FILL = 15,
    BASIS_ENGINE_POSITION = 16,
    BASIS_ENGINE_COMMAND_ACK = 17,
    BASIS_ENGINE_INTEGRITY_REPORT = 18,
    BASIS_ENGINE_HEARTBEAT = 19
};

/* Control records: 0x80xx up, 0x81xx down. */
enum basis_engine_control_kind {
    BASIS_ENGINE_HELLO = 0x8001,
    BASIS_ENGINE_COMMIT_CHUNK = 0x8002,
    BASIS_ENGINE_NAMES_REQUEST = 0x8003,
    BASIS_ENGINE_PING = 0x8004,
    BASIS_ENGINE_RING_REQUEST = 0x8005,
    BASIS_ENGINE_BELL = 0x8006,
    BASIS_ENGINE_HELLO_REPLY = 0x8101,
    BASIS_ENGINE_REFUSED = 0x8102,
    BASIS_ENGINE_COMMIT_DONE = 0x8103,
    BASIS_ENGINE_COMMAND = 0x8104,
    BASIS_ENGINE_REJECTED = 0x8105,
    BASIS_ENGINE_NAMES_REPLY = 0x8106,
    BASIS_ENGINE_PONG = 0x8107,
    BASIS_ENGINE_STATE = 0x8108,
    BASIS_ENGINE_RING = 0x8109
};

/* The last one comes in a reply alone, to an engine that asked for a hand-over. */
enum basis_engine_session_flags {
    BASIS_ENGINE_WANTS_COMMANDS = 1,
    BASIS_ENGINE_SENDS_COMMITS = 2,
    BASIS_ENGINE_TAKES_STATE = 4,
    BASIS_ENGINE_OF_CLUSTER = 8
};

enum basis_engine_table {
    BASIS_ENGINE_TABLE_ASSETS = 1,
    BASIS_ENGINE_TABLE_VENUES = 2,
    BASIS_ENGINE_TABLE_INSTRUMENTS = 3,
    BASIS_ENGINE_TABLE_ROUTES = 4,
    BASIS_ENGINE_TABLE_UNIT_REFERENCES = 5,
    BASIS_ENGINE_TABLE_POSITIONS = 6,
    BASIS_ENGINE_TABLE_SCOPES = 7
};

enum basis_engine_command_kind {
    BASIS_ENGINE_COMMAND_HALT = 1,
    BASIS_ENGINE_COMMAND_CANCEL_ALL = 2,
    BASIS_ENGINE_COMMAND_REDUCE = 3,
    BASIS_ENGINE_COMMAND_LIMIT = 4,
    BASIS_ENGINE_COMMAND_ACTIVATE = 5,
    BASIS_ENGINE_COMMAND_DEACTIVATE = 6
};

enum basis_engine_reason {
    BASIS_ENGINE_REASON_PACKET_LENGTH = 1,
    BASIS_ENGINE_REASON_NOT_HELLO = 2,
    BASIS_ENGINE_REASON_BAD_MAGIC = 3,
    BASIS_ENGINE_REASON_BAD_VERSION = 4,
    BASIS_ENGINE_REASON_BAD_HELLO = 5,
    BASIS_ENGINE_REASON_HANDSHAKE_TIMEOUT = 6,
    BASIS_ENGINE_REASON_TOO_MANY_SESSIONS = 7,
    BASIS_ENGINE_REASON_SECOND_HELLO = 8,
    BASIS_ENGINE_REASON_SEQUENCE_OLD = 9,
    BASIS_ENGINE_REASON_UNKNOWN_KIND = 10,
    BASIS_ENGINE_REASON_INDEX_OUT_OF_RANGE = 11,
    BASIS_ENGINE_REASON_SOURCE_TIME_FUTURE = 12,
    BASIS_ENGINE_REASON_SOURCE_TIME_OLD = 13,
    BASIS_ENGINE_REASON_VALUE_OUT_OF_RANGE = 14,
    BASIS_ENGINE_REASON_RESERVED_NOT_ZERO = 15,
    BASIS_ENGINE_REASON_CONTROL_IN_BATCH = 16,
    BASIS_ENGINE_REASON_COMMIT_LENGTH = 17,
    BASIS_ENGINE_REASON_COMMIT_ORDER = 18,
    BASIS_ENGINE_REASON_COMMIT_NOT_NEWER = 19,
    BASIS_ENGINE_REASON_COMMIT_BUSY = 20,
    BASIS_ENGINE_REASON_COMMIT_NOT_ASKED = 21,
    BASIS_ENGINE_REASON_COMMIT_REFUSED = 22,
    BASIS_ENGINE_REASON_UNKNOWN_TABLE = 23,
    BASIS_ENGINE_REASON_SLOW_READER = 24,
    BASIS_ENGINE_REASON_CLOSING = 25,
    BASIS_ENGINE_REASON_RING_REFUSED = 26,
    BASIS_ENGINE_REASON_BESIDE_RING = 27,
    BASIS_ENGINE_REASON_RING_CORRUPT = 28
};

/* One record of either direction. source_time is 0 in control records. */
struct basis_engine_record {
    uint16_t kind;
    uint16_t flags;
    uint32_t index;
    uint64_t sequence;
    int64_t source_time;
    int64_t v0;
    int64_t v1;
    int64_t v2;
    int64_t v3;
    int64_t v4;
};

/* The first packet of a session. */
struct basis_engine_hello {
    uint16_t kind;      /* BASIS_ENGINE_HELLO */
    uint16_t flags;     /* basis_engine_session_flags */
    uint32_t magic;     /* BASIS_ENGINE_MAGIC */
    uint64_t sequence;  /* 0 */
    int64_t reserved;   /* 0 */
    int64_t version;    /* BASIS_ENGINE_VERSION */
    char name[BASIS_ENGINE_NAME_BYTES]; /* printable ASCII, zero padded; 32 characters need no terminator */
};

/* One entry of a page of names; names_reply.flags of them follow the record. */
struct basis_engine_name {
    uint16_t length;
    char utf8[62];
};

/* The head of a ring in shared memory; its records follow. GCC or Clang. */
struct basis_engine_ring_header {
    uint64_t magic;
    uint32_t version;
    uint32_t slots;
    uint32_t header_bytes;
    uint32_t record_bytes;
    int64_t session;
    uint8_t reserved_1[32];
    uint64_t head;    /* atomic, the engine's: records published */
    uint32_t waiting; /* atomic, the engine's: it waits for room */
    uint8_t reserved_2[52];
    uint64_t tail; /* atomic, the daemon's: records taken; its low half is the futex word */
    uint8_t reserved_3[56];
    uint32_t sleeping; /* atomic, the daemon's: send a bell */
    uint8_t reserved_4[60];
};

/* The engine's end of a ring; one thread publishes. */
struct basis_engine_ring {
    struct basis_engine_ring_header *header;
    struct basis_engine_record *slots;
    uint64_t mask;
    uint64_t head;
};

BASIS_ENGINE_ASSERT(sizeof(struct basis_engine_ring_header) == BASIS_ENGINE_RING_HEADER_BYTES, "a ring's head has 256 bytes");
BASIS_ENGINE_ASSERT(offsetof(struct basis_engine_ring_header, slots) == 12, "slots at 12");
BASIS_ENGINE_ASSERT(offsetof(struct basis_engine_ring_header, session) == 24, "session at 24");
BASIS_ENGINE_ASSERT(offsetof(struct basis_engine_ring_header, head) == 64, "head at 64");
BASIS_ENGINE_ASSERT(offsetof(struct basis_engine_ring_header, waiting) == 72, "waiting at 72");
BASIS_ENGINE_ASSERT(offsetof(struct basis_engine_ring_header, tail) == 128, "tail at 128");
BASIS_ENGINE_ASSERT(offsetof(struct basis_engine_ring_header, sleeping) == 192, "sleeping at 192");
BASIS_ENGINE_ASSERT(sizeof(struct basis_engine_record) == 64, "a record has 64 bytes");
BASIS_ENGINE_ASSERT(offsetof(struct basis_engine_record, kind) == 0, "kind at 0");
BASIS_ENGINE_ASSERT(offsetof(struct basis_engine_record, flags) == 2, "flags at 2");
BASIS_ENGINE_ASSERT(offsetof(struct basis_engine_record, index) == 4, "index at 4");
BASIS_ENGINE_ASSERT(offsetof(struct basis_engine_record, sequence) == 8, "sequence at 8");
BASIS_ENGINE_ASSERT(offsetof(struct basis_engine_record, source_time) == 16, "source_time at 16");
BASIS_ENGINE_ASSERT(offsetof(struct basis_engine_record, v0) == 24, "v0 at 24");
BASIS_ENGINE_ASSERT(offsetof(struct basis_engine_record, v1) == 32, "v1 at 32");
BASIS_ENGINE_ASSERT(offsetof(struct basis_engine_record, v2) == 40, "v2 at 40");
BASIS_ENGINE_ASSERT(offsetof(struct basis_engine_record, v3) == 48, "v3 at 48");
BASIS_ENGINE_ASSERT(offsetof(struct basis_engine_record, v4) == 56, "v4 at 56");
BASIS_ENGINE_ASSERT(sizeof(struct basis_engine_hello) == 64, "a hello has 64 bytes");
BASIS_ENGINE_ASSERT(offsetof(struct basis_engine_hello, version) == 24, "version at 24");
BASIS_ENGINE_ASSERT(offsetof(struct basis_engine_hello, name) == 32, "name at 32");
BASIS_ENGINE_ASSERT(sizeof(struct basis_engine_name) == 64, "an entry of names has 64 bytes");
BASIS_ENGINE_ASSERT(offsetof(struct basis_engine_name, utf8) == 2, "utf8 at 2");

/* Fills in a hello. Returns 0, or -1 when the name has no or more than 32 bytes. */
static inline int basis_engine_make_hello(struct basis_engine_hello *hello, const char *name, uint16_t flags)
{
    size_t length = strlen(name);
    memset(hello, 0, sizeof *hello);
    if (length == 0 || length > sizeof hello->name)
        return -1;
    hello->kind = BASIS_ENGINE_HELLO;
    hello->flags = flags;
    hello->magic = BASIS_ENGINE_MAGIC;
    hello->version = BASIS_ENGINE_VERSION;
    memcpy(hello->name, name, length);
    return 0;
}

/* Fills in an observation with no values; set v0 to v4 as the kind wants. sequence goes up by 1 per record, from 1 in each session. */
static inline void basis_engine_make_observation(struct basis_engine_record *record, uint16_t kind, uint32_t index, uint64_t sequence,
                                                 int64_t source_time)
{
    memset(record, 0, sizeof *record);
    record->kind = kind;
    record->index = index;
    record->sequence = sequence;
    record->source_time = source_time;
}

/* Fills in a request for a ring of so many records, a power of two. */
static inline void basis_engine_make_ring_request(struct basis_engine_record *record, uint32_t slots)
{
    memset(record, 0, sizeof *record);
    record->kind = BASIS_ENGINE_RING_REQUEST;
    record->index = slots;
    record->v0 = BASIS_ENGINE_RING_VERSION;
}

/* Takes a mapping of the descriptor that came with the reply, shared, readable and writable. Returns 0, or -1 when it is no ring of this version. */
static inline int basis_engine_ring_attach(struct basis_engine_ring *ring, void *mapping, size_t length)
{
    struct basis_engine_ring_header *h = (struct basis_engine_ring_header *)mapping;
    if (length < sizeof *h || h->magic != BASIS_ENGINE_RING_MAGIC || h->version != BASIS_ENGINE_RING_VERSION
        || h->header_bytes != sizeof *h || h->record_bytes != sizeof(struct basis_engine_record) || h->slots == 0
        || (h->slots & (h->slots - 1)) != 0 || length < sizeof *h + (size_t)h->slots * sizeof(struct basis_engine_record))
        return -1;
    ring->header = h;
    ring->slots = (struct basis_engine_record *)(void *)(h + 1);
    ring->mask = h->slots - 1;
    ring->head = 0;
    return 0;
}

/* Records that can be published now. */
static inline size_t basis_engine_ring_free(const struct basis_engine_ring *ring)
{
    return (size_t)(ring->mask + 1 - (ring->head - __atomic_load_n(&ring->header->tail, __ATOMIC_ACQUIRE)));
}

/*
 * Publishes records, numbered on as on the socket, all at once. Returns how many there was room for, from the front; publish the rest when the daemon
 * has taken some. Sets *bell where a record of kind BASIS_ENGINE_BELL, all else 0, must be sent over the socket: the daemon sleeps.
 */
static inline size_t basis_engine_ring_publish(struct basis_engine_ring *ring, const struct basis_engine_record *records, size_t count, int *bell)
{
    size_t i, free = basis_engine_ring_free(ring);
    if (count > free)
        count = free;
    for (i = 0; i < count; i++)
        ring->slots[(ring->head + i) & ring->mask] = records[i];
    ring->head += count;
    __atomic_store_n(&ring->header->head, ring->head, __ATOMIC_RELEASE);
    __atomic_thread_fence(__ATOMIC_SEQ_CST); /* the counter before the daemon's flag is read */
    *bell = __atomic_load_n(&ring->header->sleeping, __ATOMIC_RELAXED) != 0;
    return count;
}

#ifdef __cplusplus
}
#endif

#endif
