package io.boosterbeacon.redis.internal.store;

/**
 * Messages between the nodes of an application, sent through the store. Messages are hints and may be lost;
 * {@link Listener#lost} is called when that may have happened. The meaning of a channel's messages is documented where
 * the channel is named. Thread-safe.
 */
public interface Signals {
    /** For a store in this JVM: there are no other nodes that could send messages. */
    Signals NONE = (channel, listener) -> {};

    /** Passes all future messages of a channel to the listener, until the store is closed. */
    void subscribe(String channel, Listener listener);

    /** Receives messages. Called on threads of the store: no method may block. */
    interface Listener {
        /** A message has arrived. */
        void received(String message);

        /**
         * Earlier messages may have been lost, because the subscription has just begun, or has begun again after an
         * interruption. Everything that was kept because no message had arrived may be stale.
         */
        void lost();
    }
}
