package io.boosterbeacon.redis.internal.cache;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** The kinds of steps. */
enum Action {
    READ(10),
    FRESH_READ(1),
    PUT(2),
    INVALIDATE(3),
    CLEAR(1),
    TAG(2),
    END_LOAD(6),
    FAIL_LOAD(1),
    TRANSACT(1),
    SERVE(15),
    DELIVER(10),
    WAKE(1),
    BEAT(1),
    SETTLE(1),
    TIME(2),
    MISS(1),
    CUT(1),
    RECONNECT(2),
    CRASH(1),
    FLUSH(1),
    LATE(1);

    private static final Action[] BY_CODE = byCode();

    /** Without these a schedule still does something. The fewer kinds there are, the deeper it goes into the others. */
    private static final EnumSet<Action> ALWAYS = EnumSet.of(READ, INVALIDATE, END_LOAD, SERVE, DELIVER);

    private final int weight;

    Action(int weight) {
        this.weight = weight;
    }

    private static Action[] byCode() {
        List<Action> all = new ArrayList<>();
        for (Action each : values()) {
            for (int i = 0; i < each.weight; i++) {
                all.add(each);
            }
        }
        if (all.size() != 64) {
            throw new IllegalStateException("the weights are " + all.size());
        }
        return all.toArray(Action[]::new);
    }

    /** The kinds of the steps of one schedule. */
    static Set<Action> some(SplittableRandom random) {
        Set<Action> some = EnumSet.copyOf(ALWAYS);
        for (Action each : values()) {
            if (random.nextBoolean()) {
                some.add(each);
            }
        }
        return some;
    }

    /** The kind of the step with this code: the lowest six bits decide. */
    static Action of(int code) {
        return BY_CODE[code & 63];
    }
}
