package io.boosterbeacon.redis.internal.store;

/**
 * Messages that the nodes of an application send each other through the store. They are hints: each may be lost, and
 * {@link Listener#lost} tells when that may have happened. What is sent on a channel is said where the channel is named.
 * Thread-safe.
 */
public interface Signals {
    /** Those of a store that belongs to this JVM: there is no other node to send anything. */
    Signals NONE = (channel, listener) -> {};

    /** Hands the listener every message of the channel that comes from now on, as long as the store lives. */
    void subscribe(String channel, Listener listener);

    /** Called on threads of the store: no method may wait. */
    interface Listener {
        /** A message has come. */
        void received(String message);

        /**
         * Messages come from now on, but earlier ones may have been lost: the subscription has just begun, or begun again after
         * an interruption. Whatever was kept because no message had come may be old.
         */
        void lost();
    }
}
