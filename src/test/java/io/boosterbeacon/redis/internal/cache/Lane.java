package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.store.StoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** One connection of a node: requests reach the server in order, and so do answers and reports the node. */
final class Lane {
    /** Of millions of requests; nobody reads where it was thrown. */
    @SuppressWarnings("StaticAssignmentOfThrowable")
    private static final StoreException LOST =
            new StoreException(RedisErrorType.CONNECTION_ERROR, "not connected", null);

    private final Deque<Request<?>> requests = new ArrayDeque<>();
    private final Deque<Delivery> deliveries = new ArrayDeque<>();
    private boolean isOpen = true;

    private record Request<T>(Supplier<T> effect, CompletableFuture<T> answer, boolean mayBeLate) {
        Delivery run() {
            T result = effect.get();
            return new Delivery(() -> answer.complete(result), this::fail);
        }

        void fail() {
            answer.completeExceptionally(LOST);
        }
    }

    /** @param lost what happens instead if the connection is cut before */
    private record Delivery(Runnable received, Runnable lost) {}

    boolean isOpen() {
        return isOpen;
    }

    void open() {
        isOpen = true;
    }

    /**
     * Sends a request.
     *
     * @param effect what the server does
     * @param mayBeLate whether the server may still do it after the node has learnt that the connection is lost
     */
    <T> CompletableFuture<T> send(Supplier<T> effect, boolean mayBeLate) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (isOpen) {
            requests.add(new Request<>(effect, answer, mayBeLate));
        } else {
            answer.completeExceptionally(LOST);
        }
        return answer;
    }

    /** A report of the server. */
    void report(Runnable received) {
        if (isOpen) {
            deliveries.add(new Delivery(received, () -> {}));
        }
    }

    boolean hasRequest() {
        return !requests.isEmpty();
    }

    boolean hasDelivery() {
        return !deliveries.isEmpty();
    }

    /** The server does the next request. */
    void serve() {
        deliveries.add(requests.remove().run());
    }

    /** The node receives the next answer or report. */
    void deliver() {
        deliveries.remove().received().run();
    }

    /** Both, until there is nothing more. */
    void pump() {
        while (true) {
            if (hasDelivery()) {
                deliver();
            } else if (hasRequest()) {
                serve();
            } else {
                return;
            }
        }
    }

    /**
     * Cuts the connection. What the server has not done yet is lost, done all the same, or done later.
     *
     * @param choice two bits for each request
     * @param isHeard whether the node learns of it; not if it has crashed
     * @return what the server does later
     */
    List<Runnable> cut(int choice, boolean isHeard) {
        isOpen = false;
        List<Request<?>> sent = new ArrayList<>(requests);
        List<Delivery> unheard = new ArrayList<>(deliveries);
        requests.clear();
        deliveries.clear();
        List<Runnable> late = new ArrayList<>();
        int bits = choice;
        for (Request<?> each : sent) {
            int fate = bits & 3;
            bits = Integer.rotateRight(bits, 2);
            if (fate == 1 || (fate == 2 && !each.mayBeLate())) {
                Delivery unused = each.run();
            } else if (fate == 2) {
                late.add(each::run);
            }
        }
        if (isHeard) {
            unheard.forEach(each -> each.lost().run());
            sent.forEach(Request::fail);
        }
        return late;
    }
}
