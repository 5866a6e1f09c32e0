package io.boosterbeacon.redis.internal.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Messages between the nodes of an application, sent through the store. Messages are hints and may be lost;
 * {@link Listener#lost} is called when that may have happened. The meaning of a channel's messages is documented where
 * the channel is named. Thread-safe.
 */
public interface Signals {
    /** For a store in this JVM: there are no other nodes that could send messages. */
    Signals NONE = new Signals() {
        @Override
        public void subscribe(String channel, Listener listener) {}

        @Override
        public CompletionStage<?> probe() {
            return CompletableFuture.completedFuture(null);
        }
    };

    /** Passes all future messages of a channel to the listener, until the store is closed. */
    void subscribe(String channel, Listener listener);

    /**
     * Asks the server for an answer on the connection that brings the messages. When the stage completes, all messages
     * have arrived that the connected server had before the call. Fails while there is no subscription.
     */
    CompletionStage<?> probe();

    /** Receives messages. Called on threads of the store: no method may block. */
    interface Listener {
        /** A message has arrived. */
        void received(String message);

        /**
         * Earlier messages may have been lost, because the subscription has just begun, or has begun again after an
         * interruption. Everything that was kept because no message had arrived may be stale.
         */
        void lost();

        /**
         * The server does not permit the subscription. It is repeated now and then, in case it is permitted later.
         *
         * @param reason for operators
         */
        default void refused(String reason) {}
    }
}
