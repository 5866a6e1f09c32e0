package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.ratelimit.LineStep.Question;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Outcome;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Callers of this node that wait for permits of one counter, first come, first served.
 *
 * <p>The first caller asks the store. Those behind it ask at the same time, as long as the last answer has left permits
 * for them. An admission goes to the first caller with such a request, whichever question it answers. It is kept while
 * callers before that one wait for an answer, and given back if they are denied. So no caller is served before an
 * earlier one, and a large cost is not overtaken by small ones.
 *
 * <p>Each method tells what to do next. All moments are of a clock like {@link System#nanoTime}. Thread-safe.
 */
final class WaitingLine {
    static final int MAX_ASKED = 32;

    /** Permits of running calls may be given back at any time: then the first caller asks this often. */
    private static final Duration PAUSE_FOR_RUNNING_CALLS = Duration.ofMillis(100);

    /** Another node may give permits back, although the store has told a later time. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);

    private final LongSupplier nanos;
    private final Lock lock = new ReentrantLock();
    private final Set<Waiter> waiters = new LinkedHashSet<>();
    private final List<Question> asked = new ArrayList<>();
    private final List<LastDecision> admissions = new ArrayList<>();
    private @Nullable LastDecision last;
    private @Nullable LastDecision denial;
    /** When the first caller asks again after that denial. */
    private long askAgain;
    /** Permits that nobody has asked for, as far as the last answer tells. */
    private long room;
    /** The changes of the count that this node has made. */
    private int changes;
    /** No caller has an earlier deadline. */
    private long earliest;

    private @Nullable Long alarm;

    WaitingLine(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Adds a caller at the end. */
    LineStep add(Waiter waiter) {
        return change(step -> {
            earliest = waiters.isEmpty() || waiter.deadline() - earliest < 0 ? waiter.deadline() : earliest;
            waiters.add(waiter);
        });
    }

    /** Removes a caller that has gone. */
    LineStep remove(Waiter waiter) {
        return change(step -> waiters.remove(waiter));
    }

    /** The deadline of a caller has come. */
    LineStep expire(Waiter waiter) {
        return change(step -> {
            if (waiters.remove(waiter)) {
                LastDecision known = isDenied(waiter.request()) ? denial : last;
                step.reply(waiter, LastDecision.denial(waiter.request(), known, nanos.getAsLong()));
            }
        });
    }

    /** This node has changed the count: earlier denials say nothing any longer. */
    LineStep wake() {
        return change(step -> {
            changes++;
            denial = null;
        });
    }

    /** The moment of an alarm has come. */
    LineStep proceed(long moment) {
        return change(step -> alarm = alarm != null && alarm == moment ? null : alarm);
    }

    /** The store has failed to answer a question: the first caller with that request leaves the line. */
    LineStep failed(Question question, Throwable failure) {
        return change(step -> {
            asked.remove(question);
            room = 0;
            waiters.stream()
                    .filter(waiter -> waiter.request().equals(question.request()))
                    .findFirst()
                    .ifPresent(waiter -> {
                        waiters.remove(waiter);
                        step.fail(waiter, failure);
                    });
        });
    }

    /** The store has answered a question. */
    LineStep answered(Question question, Decision decision) {
        return change(step -> {
            asked.remove(question);
            LastDecision answer = new LastDecision(question.request(), decision, nanos.getAsLong());
            last = answer;
            if (decision.outcome() == Outcome.DENIED) {
                room = 0;
                if (question.changes() == changes) {
                    denial = answer;
                    askAgain = answer.at() + pause(answer).toNanos();
                }
            } else {
                admissions.add(answer);
                room = decision.remaining();
                asked.forEach(other -> room -= other.request().cost());
                denial = isDenied(question.request()) ? null : denial;
            }
        });
    }

    private LineStep change(Consumer<LineStep> change) {
        lock.lock();
        try {
            LineStep step = new LineStep();
            change.accept(step);
            next(step);
            return step;
        } finally {
            lock.unlock();
        }
    }

    private void next(LineStep step) {
        long now = nanos.getAsLong();
        serve(step);
        dismiss(step, now);
        serve(step);
        Waiter first = first();
        if (first == null || !isAsked(first.request())) {
            admissions.forEach(admission -> step.giveBack(admission.decision().receipt()));
            admissions.clear();
        }
        if (first != null) {
            ask(first, step, now);
        }
    }

    private Duration pause(LastDecision denied) {
        Waiter first = first();
        Duration pause = shorter(Duration.ofNanos(denied.next() - denied.at()), LONGEST_PAUSE);
        if (!denied.isCertain()) {
            pause = shorter(pause, PAUSE_FOR_RUNNING_CALLS);
            if (first != null) {
                // ever more often towards the deadline, so that the last moments are not waited in vain
                pause = shorter(pause, Duration.ofNanos((first.deadline() - denied.at()) / 2));
            }
        }
        return pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Gives the admissions that have arrived to the first callers. */
    private void serve(LineStep step) {
        for (Waiter first = first(); first != null; first = first()) {
            LastDecision admission = admissionOf(first.request());
            if (admission == null) {
                return;
            }
            admissions.remove(admission);
            waiters.remove(first);
            step.reply(first, admission.decision());
        }
    }

    private @Nullable LastDecision admissionOf(Request request) {
        for (LastDecision admission : admissions) {
            if (admission.request().equals(request)) {
                return admission;
            }
        }
        return null;
    }

    /** Denies the callers that do not wait until the store can admit them. */
    private void dismiss(LineStep step, long now) {
        LastDecision known = denial;
        if (known == null || !known.isCertain() || isAsked(known.request()) || earliest - known.next() >= 0) {
            return;
        }
        boolean any = false;
        for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
            Waiter waiter = all.next();
            if (waiter.deadline() - known.next() < 0 && waiter.request().equals(known.request())) {
                all.remove();
                step.reply(waiter, LastDecision.denial(waiter.request(), known, now));
            } else {
                earliest = !any || waiter.deadline() - earliest < 0 ? waiter.deadline() : earliest;
                any = true;
            }
        }
    }

    private void ask(Waiter first, LineStep step, long now) {
        if (!isAsked(first.request())) {
            if (isDenied(first.request()) && askAgain - now > 0) {
                setAlarm(step);
                return;
            }
            ask(first.request(), step);
        }
        Map<Request, Integer> open = new HashMap<>();
        asked.forEach(question -> open.merge(question.request(), 1, Integer::sum));
        admissions.forEach(admission -> open.merge(admission.request(), 1, Integer::sum));
        for (Waiter waiter : waiters) {
            int left = open.getOrDefault(waiter.request(), 0);
            if (left > 0) {
                open.put(waiter.request(), left - 1);
            } else if (asked.size() >= MAX_ASKED || waiter.request().cost() > room) {
                return;
            } else {
                ask(waiter.request(), step);
            }
        }
    }

    private void ask(Request request, LineStep step) {
        Question question = new Question(request, changes);
        asked.add(question);
        room -= request.cost();
        step.ask(question);
    }

    private void setAlarm(LineStep step) {
        if (alarm == null || askAgain - alarm < 0) {
            alarm = askAgain;
            step.wakeAt(askAgain);
        }
    }

    private boolean isDenied(Request request) {
        return denial != null && denial.request().equals(request);
    }

    private boolean isAsked(Request request) {
        for (Question question : asked) {
            if (question.request().equals(request)) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Waiter first() {
        Iterator<Waiter> all = waiters.iterator();
        return all.hasNext() ? all.next() : null;
    }

    /** Removes all callers. */
    List<Waiter> removeAll() {
        lock.lock();
        try {
            List<Waiter> all = List.copyOf(waiters);
            waiters.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** Whether nobody waits, and nothing is asked. */
    boolean isIdle() {
        lock.lock();
        try {
            return waiters.isEmpty() && asked.isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
