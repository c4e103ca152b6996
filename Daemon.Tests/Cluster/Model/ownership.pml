/*
 * Who may act for a slot (PROTOCOL.md, "The right to act"), small enough to be searched whole: epoch, renewal, deadline, gate, silence timer,
 * release, an earlier life, and going on without the arbiter. Nodes may do nothing at any moment for any time, which is a pause; a clock may run slow,
 * once in SLOW ticks; a call may be carried out at once, later or never, and its answer may be lost. Time is counted in ticks; what happens between two
 * ticks happens in any order.
 *
 * The law: never do two nodes act for the slot at once. A node acts while its gate is open, and for STOP ticks after that, because an order that was
 * checked in the last moment may still be on its way.
 *
 * Each NO_... removes one guard, and the law must break.
 */

#ifndef NODES
#define NODES 2
#endif
#ifndef FENCE
#define FENCE 2         /* D, in ticks of the owner's own clock */
#endif
#define SLOW 2          /* a clock misses at most one tick in so many */
#define STOP 1          /* the stop bound, in true ticks */
#ifndef LAST
#define LAST 5          /* the key changes no more often: keeps the search finite */
#endif

#ifdef NO_RATE_MARGIN
#define WAIT (FENCE + STOP)
#else
#ifdef NO_STOP_BOUND
#define WAIT (FENCE + 1)
#else
#define WAIT (FENCE + 1 + STOP)
#endif
#endif

#define FOLLOWER 0
#define OWNER 1
#define LETTING 2       /* gate closed, the stop bound runs, then it says so */

#define NOTHING 0
#define RENEW 1
#define CLAIM 2
#define RELEASE 3

#define ON_ITS_WAY 0
#define CARRIED_OUT 1
#define REFUSED 2

/* What may happen beside renewals and claims; searched one at a time, because all at once is too much. */
#ifndef LETTING_GO
#define LETTING_GO false
#endif
#ifndef DEATH
#define DEATH false
#endif
#ifndef FAILSAFE
#define FAILSAFE false
#endif

/* The key: its version stands for the modification revision. */
byte version = 1;
byte epoch = 1;
byte owner = 0;
bool released = false;

/* Each node. */
byte role[NODES];
byte mine[NODES];       /* epoch that it owns under */
byte known[NODES];      /* version that its next swap expects */
byte left[NODES];       /* own ticks until its deadline: all that readers of its gate look at */
byte tail[NODES];       /* true ticks for which a checked order may still arrive */
byte waited[NODES];     /* own ticks since it first saw the version that it knows */
bool free[NODES];       /* the record that it saw was released */
byte drift[NODES];      /* ticks until its clock may miss one again */
bool dead[NODES];       /* a new life: the page of the old one is retired, the stop bound runs */

/* Its call under way, and one that it gave up on and that may still be carried out. */
byte call[NODES];
byte expects[NODES];
byte state[NODES];
byte since[NODES];      /* own ticks since it was sent */
byte lost[NODES];
byte lostExpects[NODES];
bool lostDone[NODES];   /* it was carried out, and the node does not know */
byte lostSince[NODES];

/* Its question to all others. */
bool asking[NODES];
byte asked[NODES];      /* own ticks since it was put */
byte yes[NODES];        /* who said yes, a bit each */

#ifdef NO_SETTLING
#define SETTLED(n) true
#else
#define SETTLED(n) (tail[n] == 0)
#endif

/* Who has a claim under way may say yes as well: it was sent when every right that an earlier yes of its own gave was over. */
#define CONFIRMS(n) (role[n] == FOLLOWER && !dead[n])

#define ALL ((1 << NODES) - 1)
#define ACTS(n) (left[n] > 0 || tail[n] > 0)

inline lawful() {
  assert(!(ACTS(0) && ACTS(1)));
#if NODES > 2
  assert(!(ACTS(0) && ACTS(2)) && !(ACTS(1) && ACTS(2)));
#endif
}

/* The deadline is counted from the moment of sending, and never moves back. */
inline extend(n, age) {
  if
  :: age < FENCE && FENCE - age > left[n] -> left[n] = FENCE - age
  :: else
  fi
}

inline shut(n) {
  if
  :: left[n] > 0 -> left[n] = 0; tail[n] = STOP
  :: else
  fi
}

inline promise(n) {
#ifndef NO_PROMISE
  waited[n] = 0
#else
  skip
#endif
}

inline swap(n, kind) {
  version++;
  if
  :: kind == CLAIM -> epoch++; mine[n] = epoch; owner = n; released = false
  :: kind == RELEASE -> released = true
  :: else
  fi
}

/* One tick of true time. A node whose clock is slow does not see it. */
inline tick() {
  i = 0;
  do
  :: i < NODES ->
     if
     :: tail[i] > 0 -> tail[i]--
     :: else
     fi;
     if
     :: drift[i] > 0 -> drift[i]--; own(i)
     :: drift[i] == 0 -> own(i)
     :: drift[i] == 0 -> drift[i] = SLOW      /* missed */
     fi;
     i++
  :: else -> break
  od;
  i = 0
}

inline own(n) {
  if
  :: left[n] > 0 ->
     left[n]--;
     if
     :: left[n] == 0 -> tail[n] = STOP
     :: else
     fi
  :: else
  fi;
  if :: since[n] < FENCE && call[n] != NOTHING -> since[n]++ :: else fi;
  if :: lostSince[n] < FENCE && lost[n] != NOTHING -> lostSince[n]++ :: else fi;
  if :: asked[n] < FENCE && asking[n] -> asked[n]++ :: else fi;
  if :: waited[n] < WAIT -> waited[n]++ :: else fi
}

inline lapse(n) {       /* forgets what it was: fenced, or a loser */
  shut(n);
  role[n] = FOLLOWER;
  asking[n] = false; asked[n] = 0; yes[n] = 0
}

/* What a read of the key tells a node. */
inline see(n) {
  if
  :: known[n] != version ->
     if
     :: role[n] != FOLLOWER && (owner != n || epoch != mine[n]) -> lapse(n)
     :: role[n] == OWNER && owner == n && epoch == mine[n] && lost[n] == RENEW && lostDone[n] ->
        extend(n, lostSince[n]); lost[n] = NOTHING; lostDone[n] = false; lostSince[n] = 0
     :: role[n] == LETTING && owner == n && epoch == mine[n] && lost[n] == RENEW && lostDone[n] ->
        /* it prolongs nothing any more */
        lost[n] = NOTHING; lostDone[n] = false; lostSince[n] = 0
     :: role[n] == FOLLOWER && owner == n && lost[n] == CLAIM && lostDone[n] ->
        /* its claim of unknown outcome was carried out */
        role[n] = OWNER; extend(n, lostSince[n]);
        lost[n] = NOTHING; lostDone[n] = false; lostSince[n] = 0
     :: else
     fi;
     known[n] = version; waited[n] = 0
  :: else
  fi;
  free[n] = released;
  /* A call that expects an older version can no longer be carried out. */
  if
  :: lost[n] != NOTHING && lostExpects[n] < version && !lostDone[n] -> lost[n] = NOTHING; lostSince[n] = 0
  :: else
  fi
}

inline send(n, kind) {
  call[n] = kind; expects[n] = known[n]; state[n] = ON_ITS_WAY; since[n] = 0
}

inline done(n) {        /* the answer arrives */
  if
  :: state[n] == CARRIED_OUT && call[n] == RENEW ->
#ifdef NO_SEND_TIME
     extend(n, 0);
#else
     if
     :: role[n] == OWNER -> extend(n, since[n])
     :: else
     fi;
#endif
     if :: known[n] < expects[n] + 1 -> known[n] = expects[n] + 1; waited[n] = 0 :: else fi
  :: state[n] == CARRIED_OUT && call[n] == CLAIM ->
     assert(tail[n] == 0);   /* nothing of an earlier life or epoch is under way */
     role[n] = OWNER; extend(n, since[n]);
     if :: known[n] < expects[n] + 1 -> known[n] = expects[n] + 1; waited[n] = 0 :: else fi
  :: state[n] == CARRIED_OUT && call[n] == RELEASE -> role[n] = FOLLOWER; known[n] = expects[n] + 1; waited[n] = 0
  :: else
  fi;
  call[n] = NOTHING; expects[n] = 0; since[n] = 0; state[n] = ON_ITS_WAY
}

#ifdef TRACES
/*
 * Says each change of a node's outward state that the model knows, once: "step FROM TO". A number holds, lowest first: role (3: dead), gate (0 closed,
 * 1 closed but an order may still arrive, 2 open), call under way, call of unknown outcome, record (0 another's, 1 its own, 2 its own and released),
 * and whether it may claim. The traces of the simulator are held against them.
 */
short was[NODES];
bool earlier[NODES];    /* its call of unknown outcome is one of an earlier life, of which it knows nothing */

c_code {
  static unsigned char said[2048 * 2048];

  static int look(int n) {
    int role = now.dead[n] ? 3 : now.role[n];
    int gate = now.left[n] > 0 ? 2 : now.tail[n] > 0 ? 1 : 0;
    int record = now.owner != n || now.epoch != now.mine[n] ? 0 : now.released ? 2 : 1;
    int may = role == 0 && (now.waited[n] == WAIT || now.free[n]);
    return ((((may * 3 + record) * 4 + (now.earlier[n] ? 0 : now.lost[n])) * 4 + now.call[n]) * 3 + gate) * 4 + role;
  }

  static void say(int from, int to) {
    if (from != to && !said[from * 2048 + to]) {
      said[from * 2048 + to] = 1;
      printf("step %d %d\n", from, to);
    }
  }
}

#define BEFORE c_code { int k; for (k = 0; k < NODES; k++) now.was[k] = look(k); }
#define AFTER c_code { int k; for (k = 0; k < NODES; k++) { say(now.was[k], look(k)); now.was[k] = 0; } }
#define EARLIER(n, is) earlier[n] = is
#else
#define BEFORE skip
#define AFTER skip
#define EARLIER(n, is) skip
#endif

active proctype world() {
  byte i = 0;
  byte n = 0;

#ifdef BEGUN_RELEASED
  mine[0] = 1; released = true; free[0] = true;
#else
  role[0] = OWNER; mine[0] = 1; left[0] = FENCE;
#endif
  do
  :: i < NODES -> known[i] = 1; i++
  :: else -> i = 0; break
  od;

  do
  :: atomic { BEFORE; tick(); lawful(); AFTER }

  :: atomic {
     BEFORE;
     if
     :: n = 0
     :: n = 1
#if NODES > 2
     :: n = 2
#endif
     fi;

     if
     /* The arbiter carries a call out, or refuses it. */
     :: call[n] != NOTHING && state[n] == ON_ITS_WAY ->
        if
#ifdef NO_SWAP
        :: swap(n, call[n]); state[n] = CARRIED_OUT
#else
        :: expects[n] == version -> swap(n, call[n]); state[n] = CARRIED_OUT
        :: else -> state[n] = REFUSED
#endif
        fi
     :: lost[n] != NOTHING && !lostDone[n] && lostExpects[n] == version -> swap(n, lost[n]); lostDone[n] = true

     /* The answer arrives. */
     :: call[n] != NOTHING && state[n] != ON_ITS_WAY && !dead[n] -> done(n)

     /* It is given up: unknown, and it may be carried out later. */
     :: call[n] != NOTHING && lost[n] == NOTHING ->
#ifdef NO_UNKNOWN
        if
        :: call[n] == RENEW && role[n] == OWNER -> extend(n, since[n])
        :: else
        fi;
#endif
        EARLIER(n, false);
        lost[n] = call[n]; lostExpects[n] = expects[n]; lostSince[n] = since[n]; lostDone[n] = (state[n] == CARRIED_OUT);
        if :: state[n] == REFUSED -> lost[n] = NOTHING; lostSince[n] = 0 :: else fi;
        call[n] = NOTHING; expects[n] = 0; since[n] = 0; state[n] = ON_ITS_WAY

     /* A read. */
     :: call[n] == NOTHING && (known[n] != version || free[n] != released) -> see(n)

     /* The owner renews, lets go, or goes on by the word of all others. */
     :: role[n] == OWNER && left[n] > 0 && call[n] == NOTHING && version < LAST -> send(n, RENEW)
     :: role[n] == OWNER && left[n] == 0 -> lapse(n)
     :: LETTING_GO && role[n] == OWNER && left[n] > 0 && version < LAST ->
        shut(n); role[n] = LETTING
     :: role[n] == LETTING && call[n] == NOTHING && version < LAST && SETTLED(n) -> send(n, RELEASE)
     :: FAILSAFE && role[n] == OWNER && left[n] > 0 && !asking[n] && version < LAST -> asking[n] = true; asked[n] = 0; yes[n] = (1 << n)
     :: asking[n] && yes[n] == ALL ->
        if
        :: role[n] == OWNER && left[n] > 0 -> extend(n, asked[n])
        :: else
        fi;
        asking[n] = false; asked[n] = 0; yes[n] = 0

     /* A node answers another one's question. */
     :: asking[0] && n != 0 && CONFIRMS(n) -> promise(n); yes[0] = yes[0] | (1 << n)
     :: asking[1] && n != 1 && CONFIRMS(n) -> promise(n); yes[1] = yes[1] | (1 << n)

     /* A follower claims. */
     :: role[n] == FOLLOWER && !dead[n] && call[n] == NOTHING && version < LAST && lost[n] != CLAIM &&
        (waited[n] == WAIT || free[n]) && SETTLED(n) ->
        send(n, CLAIM)

     /* A node dies. Its gate page is what it was: readers trust it until its deadline. Its new life retires the page first. */
     :: DEATH && !dead[n] && version < LAST ->
        EARLIER(n, true);
        shut(n); role[n] = FOLLOWER; dead[n] = true; asking[n] = false; asked[n] = 0; yes[n] = 0;
        if
        :: lost[n] == NOTHING && call[n] != NOTHING && state[n] != REFUSED ->
           lost[n] = call[n]; lostExpects[n] = expects[n]; lostDone[n] = (state[n] == CARRIED_OUT); lostSince[n] = FENCE
        :: lost[n] != NOTHING -> lostSince[n] = FENCE
        :: else
        fi;
        call[n] = NOTHING; expects[n] = 0; since[n] = 0; state[n] = ON_ITS_WAY;
        known[n] = 0; waited[n] = 0; free[n] = false
     /* ... and, once the stop bound has passed, may take its own slot at once. */
     :: dead[n] && SETTLED(n) && call[n] == NOTHING ->
        dead[n] = false;
        if
        :: owner == n && lost[n] != CLAIM && version < LAST -> known[n] = version; send(n, CLAIM)
        :: else
        fi
     :: else
     fi;
     n = 0;
     lawful();
     AFTER
     }
  od
}
