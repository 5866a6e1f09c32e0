package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Receipt;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to be done outside the lock of a {@link WaitingLine} after something has happened to it. */
final class LineStep {
    private final List<Question> questions = new ArrayList<>();
    private final List<Reply> replies = new ArrayList<>();
    private final List<Receipt> returned = new ArrayList<>();
    private @Nullable Long alarm;

    /**
     * A question to the store.
     *
     * @param changes the changes of the count that this node had made before
     */
    record Question(Request request, int changes) {}

    /** What a caller is told: a decision or a failure. */
    record Reply(Waiter waiter, @Nullable Decision decision, @Nullable Throwable failure) {}

    void ask(Question question) {
        questions.add(question);
    }

    void reply(Waiter waiter, Decision decision) {
        replies.add(new Reply(waiter, decision, null));
    }

    void fail(Waiter waiter, Throwable failure) {
        replies.add(new Reply(waiter, null, failure));
    }

    void giveBack(Receipt receipt) {
        if (receipt != Receipt.NONE) {
            returned.add(receipt);
        }
    }

    void wakeAt(long moment) {
        alarm = moment;
    }

    List<Question> questions() {
        return questions;
    }

    List<Reply> replies() {
        return replies;
    }

    /** Permits that nobody takes. */
    List<Receipt> returned() {
        return returned;
    }

    /** When the line wants to be asked again what to do; null if it need not be. */
    @Nullable
    Long alarm() {
        return alarm;
    }
}
