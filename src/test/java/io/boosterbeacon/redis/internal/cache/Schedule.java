package io.boosterbeacon.redis.internal.cache;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A sequence of steps.
 *
 * @param steps the codes of the steps
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Schedule(Variant variant, int[] steps) {
    private static final int SHORTEST = 24;
    private static final int LONGEST = 56;
    private static final int ATTEMPTS = 20;

    /** What a schedule has led to. */
    record Outcome(@Nullable String violation, List<String> trace) {}

    /** Runs the schedule of a seed, whose steps depend on what is possible. */
    static Schedule run(ModelWorld world, long seed, String cacheName) {
        SplittableRandom random = new SplittableRandom(seed);
        Variant variant = Variant.of(random.nextLong());
        Set<Action> kinds = Action.some(random);
        int length = random.nextInt(SHORTEST, LONGEST);
        // so that requests overtake each other: without their sign, steps take nothing else along
        int mask = random.nextBoolean() ? Integer.MAX_VALUE : -1;
        int[] steps = new int[length];
        int count = 0;
        world.begin(variant, cacheName, false);
        for (int i = 0; i < length; i++) {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                int code = random.nextInt() & mask;
                if (kinds.contains(Action.of(code)) && world.step(code)) {
                    steps[count++] = code;
                    break;
                }
            }
        }
        world.end();
        return new Schedule(variant, Arrays.copyOf(steps, count));
    }

    /** Runs this schedule in a world of its own. */
    Outcome replay() {
        ModelWorld world = new ModelWorld();
        world.begin(variant, "replay", true);
        for (int code : steps) {
            boolean unused = world.step(code);
        }
        world.end();
        return new Outcome(world.violation(), world.history().trace());
    }

    /** The shortest schedule that is found by leaving steps out, and still leads to a violation. */
    Schedule shrunk() {
        Schedule shortest = this;
        for (int size = Math.max(1, steps.length / 2); size > 0; size /= 2) {
            for (int from = 0; from + size <= shortest.steps.length; ) {
                Schedule without = shortest.without(from, size);
                if (without.replay().violation() != null) {
                    shortest = without;
                } else {
                    from += size;
                }
            }
        }
        return shortest;
    }

    private Schedule without(int from, int size) {
        int[] left = new int[steps.length - size];
        System.arraycopy(steps, 0, left, 0, from);
        System.arraycopy(steps, from + size, left, from, left.length - from);
        return new Schedule(variant, left);
    }

    String report() {
        Outcome outcome = replay();
        return variant + "\nsteps " + Arrays.toString(steps) + "\n" + String.join("\n", outcome.trace());
    }
}
