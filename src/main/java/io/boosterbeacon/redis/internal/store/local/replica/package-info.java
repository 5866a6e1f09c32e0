/**
 * The replica of all revocations that a node keeps, so that checks need no round trip ({@code
 * beacon.revocation.mode=replica}).
 *
 * <h2>Feed</h2>
 *
 * <p>The store counts each change in its {@link io.boosterbeacon.redis.internal.store.Epoch}, and appends it to a log in the
 * same step, with its count as its number. A node reads the log from the last change on that it has <em>applied</em>. The
 * answer is of one moment: the epoch, and the changes after the position.
 *
 * <ul>
 *   <li><b>Start.</b> A node notes the epoch, reads all entries of the store (the <em>snapshot</em>), and then the log from
 *       that epoch on. A change says what is in force after it, so that applying one twice, or one that is in the snapshot
 *       already, does no harm.
 *   <li><b>Gap.</b> A number is missing: the log was shortened, or a node of an older version has logged nothing. Another
 *       snapshot is read. Snapshots take at most a tenth of the time, or there are ten seconds between two of them.
 *   <li><b>Loss.</b> The epoch has another id or fewer changes, or the last applied change has another tag: the store was
 *       emptied, or replaced by one that lacks changes. The node records the loss, writes back whatever the store lacks and
 *       the replica has, unless it was restored since, and reads a snapshot. That tokens from before the loss cannot be
 *       checked until it is acknowledged, is decided as without a replica.
 * </ul>
 *
 * <h2>Freshness</h2>
 *
 * <p>An answer whose epoch counts no more changes than the node has applied is a <em>proof</em>: at the moment of the answer,
 * which is after the question was sent, the replica had everything. A check may be answered by the replica for the time of
 * the <em>freshness</em> F after that question was sent, by the ticker and by the clock of the node: either of them may stand
 * still while a machine is suspended. Both are read after the look-up, and compared with the proof from before it: a node
 * that was paused in between does not answer. Afterwards the store is asked, and if it does not answer, the failure policy
 * applies; a revocation that the replica has refuses the token in any case.
 *
 * <p>A node that has changed something itself does not answer from a replica that lacks it. Once the store has lost something,
 * it also asks what else the node remembers, before it accepts a token.
 *
 * <h2>Write to all, read locally</h2>
 *
 * <p>With {@code beacon.revocation.await=nodes}, no check that begins after a revocation has returned is answered without it.
 * <b>The freshness is the lease:</b> a node that was not in touch with the store since the revocation does not answer any more
 * when F has passed. So to wait for F would always be enough. To wait for less, each read of the log also registers the node:
 * the number of the last change that it has applied, if the log has the same change with this number; and its lease, which is
 * F and a margin for clocks whose speeds differ by 1 %.
 *
 * <p>The revoking node has the answer of the store at time R, and its change has the number n. It reads the registered nodes
 * after R until for each of them
 *
 * <ol>
 *   <li>the number is at least n, in the same epoch; or
 *   <li>its lease has passed since its last read was first seen;
 * </ol>
 *
 * <p>or until the longest lease of all nodes has passed since R. All times are measured by the ticker of the revoking node. The
 * store may lose the register of the nodes. So it has a beginning, by which a new one is told from the one before, and a
 * register counts only if its beginning was first seen longer ago than the longest lease: by then, each node has registered
 * again, or does not answer any more.
 *
 * <p>Why this suffices: let a node answer from its replica at time t without the change. Its proof is from an answer of before
 * the change, so the question was sent before R, and t is before R + F; that excludes the end of the longest lease. In the step
 * of that answer it was registered with a number less than n; that excludes 1 until a later read, and a later read is after
 * the change, so that it proves nothing before n is applied. The question was sent before the registration was seen, so t is
 * less than F later; that excludes 2.
 *
 * <p><b>Failure cases.</b>
 *
 * <ul>
 *   <li>A node is paused, suspended or cut off: it is waited for until its lease has ended, at most. When it wakes, its
 *       freshness has ended, and it asks the store. This does not hold for a virtual machine whose ticker and clock both stand
 *       still while it is stopped, until one of them is set.
 *   <li>A node has died: each revocation of a node that has not yet seen its lease end waits for it once.
 *   <li>The store was emptied, has no epoch, or cannot be asked for the nodes: only the longest lease ends the wait.
 *   <li>A failover, or a restart from a snapshot on disk, brings back an earlier state of the register: a node that has started
 *       since that state is not waited for until it reads again, by the end of its freshness at the latest. So that a longer lease
 *       is known, {@code beacon.revocation.freshness} is the same on all nodes.
 *   <li>A node reads from a server that has been replaced and does not know it (split brain). It is fresh by what that server
 *       says, as a check without a replica would be.
 *   <li>The clock of the store does not matter. If it jumps by an hour, registrations are removed, and the register begins anew.
 *   <li>The wait ends without an exception in all cases: the revocation is in the store. If the caller is interrupted, it
 *       waits no longer.
 *   <li>{@code bounded} and {@code open} accept tokens while the store does not answer, whatever a revocation has waited for.
 *       The promise holds for {@code closed}.
 * </ul>
 */
@NullMarked
package io.boosterbeacon.redis.internal.store.local.replica;

import org.jspecify.annotations.NullMarked;
