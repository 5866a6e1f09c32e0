package io.boosterbeacon.redis.internal.store.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.boosterbeacon.redis.internal.store.HashedCounters;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The last decisions of the store about subjects that it has denied within the last second, in bounded memory. Among
 * more subjects than there is memory for, those that are denied most often are kept. Thread-safe.
 */
final class DenialMemory {
    /** The time after which the store is asked again at the latest. */
    static final Duration LONGEST = Duration.ofSeconds(1);

    /**
     * How long before that one caller asks the store while the others are still denied here. Otherwise all callers of a
     * subject would ask at the same moment, each second.
     */
    private static final Duration AHEAD = Duration.ofMillis(50);

    /** The measured memory of a subject, and of each of its policies. */
    private static final int SUBJECT_BYTES = 240;

    private static final int POLICY_BYTES = 304;

    private final LongSupplier nanos;
    private final Cache<String, List<KnownDecision>> subjects;
    private final HashedCounters changes = new HashedCounters(1 << 14);

    /**
     * Creates an empty memory.
     *
     * @param nanos a clock like {@link System#nanoTime}
     * @param maxBytes the approximate memory of all decisions
     */
    DenialMemory(LongSupplier nanos, long maxBytes) {
        this.nanos = nanos;
        this.subjects = Caffeine.newBuilder()
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .maximumWeight(maxBytes)
                .weigher((String subject, List<KnownDecision> known) -> SUBJECT_BYTES + POLICY_BYTES * known.size())
                .expireAfterWrite(LONGEST)
                .build();
    }

    /**
     * The decisions about requests of a subject that would be denied now; null if that is not known. It is known if one
     * policy denies its request for certain, and if there is a decision about each other one.
     *
     * @param asks whether the caller asks the store if this returns null: one caller is told null shortly before the
     *     decisions are forgotten, so that they are renewed in time
     */
    @Nullable
    List<Decision> find(String subject, List<Request> requests, boolean asks) {
        List<KnownDecision> known = subjects.getIfPresent(subject);
        if (known == null) {
            return null;
        }
        long now = nanos.getAsLong();
        boolean denied = false;
        for (int i = 0; i < requests.size(); i++) {
            KnownDecision decision = decision(known, requests.get(i).policyId());
            if (decision == null || decision.hasEnded(now)) {
                return null;
            }
            if (decision.denies(requests.get(i), now)) {
                if (decision.isToBeRenewed(now + AHEAD.toNanos(), asks)) {
                    return null;
                }
                denied = true;
            }
        }
        return denied ? decisions(known, requests, now) : null;
    }

    private static @Nullable List<Decision> decisions(List<KnownDecision> known, List<Request> requests, long now) {
        List<Decision> decisions = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            KnownDecision decision = decision(known, requests.get(i).policyId());
            Decision told = decision == null ? null : decision.at(now, requests.get(i));
            if (told == null) {
                return null;
            }
            decisions.add(told);
        }
        return decisions;
    }

    private static @Nullable KnownDecision decision(List<KnownDecision> known, String policyId) {
        for (int i = 0; i < known.size(); i++) {
            if (known.get(i).isOf(policyId)) {
                return known.get(i);
            }
        }
        return null;
    }

    /** The number of changes of a subject so far. It may also grow by changes of others, but none is missed. */
    int changes(String subject) {
        return changes.get(subject);
    }

    /**
     * Remembers the decisions of the store if one of them is a denial, or if the subject has been denied before, unless
     * its counts have been changed meanwhile.
     *
     * @param askedAt when the store was asked
     * @param changesBefore the number of changes before the store was asked
     */
    void decided(String subject, List<Request> requests, List<Decision> decisions, long askedAt, int changesBefore) {
        if (isLocal(decisions)) {
            undecided(subject);
            return;
        }
        if (!isDenied(decisions) && !subjects.asMap().containsKey(subject)) {
            return;
        }
        long now = nanos.getAsLong();
        List<KnownDecision> decided = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            decided.add(KnownDecision.of(requests.get(i), decisions.get(i), askedAt, now, LONGEST));
        }
        // a change first counts itself and then removes the subject, which waits for this: so the change is either
        // noticed here, or it removes the new decisions
        subjects.asMap()
                .compute(
                        subject,
                        (same, before) -> changes.get(subject) != changesBefore ? before : with(decided, before, now));
    }

    /**
     * Forgets a subject that the store has not decided about: what happens then is up to its policies, for all callers
     * alike.
     */
    void undecided(String subject) {
        subjects.invalidate(subject);
    }

    /** Whether this JVM has decided, because the store has failed. */
    private static boolean isLocal(List<Decision> decisions) {
        for (int i = 0; i < decisions.size(); i++) {
            if (decisions.get(i).local()) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDenied(List<Decision> decisions) {
        for (int i = 0; i < decisions.size(); i++) {
            if (!decisions.get(i).admitted()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Adds what is known of other policies: requests of a subject need not be to the same ones each time. Null if no
     * policy denies any longer.
     */
    private static @Nullable List<KnownDecision> with(
            List<KnownDecision> decided, @Nullable List<KnownDecision> before, long now) {
        List<KnownDecision> all = new ArrayList<>(decided);
        for (KnownDecision earlier : before == null ? List.<KnownDecision>of() : before) {
            if (!earlier.hasEnded(now) && decision(decided, earlier.request().policyId()) == null) {
                all.add(earlier);
            }
        }
        for (KnownDecision each : all) {
            if (each.denies(now)) {
                return List.copyOf(all);
            }
        }
        return null;
    }

    /** Forgets a subject whose counts have been changed. */
    void changed(String subject) {
        changes.increment(subject);
        subjects.invalidate(subject);
    }

    /** The number of subjects in memory, including those that are not known any longer. */
    long size() {
        return subjects.estimatedSize();
    }
}
