package io.boosterbeacon.redis.internal.cache;

/** A change that a caller of a node makes: all values of some keys, or with some tags, are old from then on. */
final class Change {
    static final int ALL = -1;

    /** The node; another one after its crash, because it has forgotten what the server has missed. */
    final ModelNode node;

    /** One bit for each key. */
    final int keys;
    /** One bit for each tag; 0: the tags do not matter. */
    final int tags;

    final long begun;
    /** When the server has made it; -1: not yet, or never. */
    long made = -1;
    /** The time of the moved clock then, in nanoseconds. */
    long madeAt;
    /** When the call has returned; -1: not yet. */
    long returned = -1;

    Change(ModelNode node, int keys, int tags, long begun) {
        this.node = node;
        this.keys = keys;
        this.tags = tags;
        this.begun = begun;
    }

    boolean concerns(ModelValue value) {
        return (keys >> value.key & 1) == 1 && (tags == 0 || (tags & value.tags) != 0);
    }

    @Override
    public String toString() {
        return "change of keys " + Integer.toBinaryString(keys) + ", tags " + Integer.toBinaryString(tags) + " by node "
                + node.index + " (begun " + begun + ", made " + made + ", returned " + returned + ")";
    }
}
