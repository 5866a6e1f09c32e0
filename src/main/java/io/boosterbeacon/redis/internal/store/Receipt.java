package io.boosterbeacon.redis.internal.store;

/** Names what a decision took, so that it can be given back. Only the store that has made it can read it. */
public interface Receipt {
    /** Of a decision that took nothing. */
    Receipt NONE = new Receipt() {};
}
