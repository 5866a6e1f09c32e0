/**
 * Revocation of tokens: their identity, checks, and the service. Refresh tokens: their texts, and the service.
 *
 * <h2>Families of refresh tokens</h2>
 *
 * <p>The tokens that descend from one login are a family. Each is used once, and replaced by its successor (rotation, RFC
 * 6749 §6 and RFC 9700 §4.14.2). Terms: the <em>current</em> token is the last one; all before it are <em>spent</em>;
 * presenting a spent one is <em>reuse</em>, except in the <em>grace</em> period.
 *
 * <p><b>Text.</b> {@code <id>.<secret>}. The id is random and the same for the whole family: it finds the family, whichever
 * of its tokens is presented. The first secret is random. Each further one is an HMAC of a random salt with the presented
 * token as the key.
 *
 * <p><b>Stored.</b> One entry for each family, of constant size: the hash of its current token, its session, its groups (as
 * hashes), its client if it is bound to one, and its times; spent tokens leave nothing behind. And, for the grace period only, the hash of the last spent token
 * with the salt of its successor. So the store can repeat a successor without having it: who presents the spent token again
 * gets the salt, and computes the same successor. Neither the content of the store nor a spent token alone suffices for that.
 *
 * <p><b>Rotation.</b> One script decides, by the clock of the store, in this order:
 *
 * <ol>
 *   <li>no such family: unknown; revoked, expired: refused as that;
 *   <li>its session is revoked, or a group has a cutoff that is not before its beginning: the family is revoked;
 *   <li>the store has lost revocations since it began: refused until the loss is acknowledged. This is a failure and no outcome:
 *       all outcomes without a successor tell the client to throw its token away, and this one may be good again;
 *   <li>it is bound to another client: refused, whichever of its tokens was presented, and nothing is changed. RFC 6749 §6
 *       demands no more. Only somebody who has the token and says another client causes it, perhaps by a mistake, and public
 *       clients can say any: it neither proves a theft nor stops one;
 *   <li>the current token: replaced by its successor, from now on the current one;
 *   <li>the last spent token in its grace period: the current token once more;
 *   <li>any other text with the id of the family: reuse. The family and its session are revoked, and the audit records the
 *       session, or the family if it has none, in the same step.
 * </ol>
 *
 * <p>A cluster must be given all keys of a script, and only the family knows its session and its groups. So the family is
 * read before. What is read never changes; all that changes is read by the script itself.
 *
 * <p><b>Horizon.</b> Whoever revokes a session or a group does not know how long the families of other applications live. So
 * the store knows the horizon: the latest end of the current token of any family. It is extended, and never moved back, in the
 * same step in which a family begins or is rotated. What revokes a session or a group, and the record of a loss, is kept
 * at least until the horizon of that moment, and the receipt says so. Until then each family that existed has either expired,
 * or was rotated and is revoked for good. A family that begins later, for a login that is revoked already, is revoked from its
 * beginning. A single token has no family: its revocation is kept for its own time.
 *
 * <p><b>Beginning.</b> A family begins by the clock of the store, also if its node's clock is ahead: whatever revokes it later
 * has a later time. A cutoff may be ahead of the store's clock, as the clock of its node was. Then a login after it has two
 * sides. By the clock of the store it comes before the cutoff; but its access tokens are valid, if they say that they were
 * issued after it, and its family must be so, too. So if a group has a cutoff that the node's clock has passed, the family begins
 * one millisecond after that. If such a group is revoked again while the store's clock has not reached the former cutoff, the
 * cutoff moves by a millisecond, and still comes after the family.
 *
 * <p>A family for an earlier login begins with that, if it was before its beginning by these rules: what has revoked the login
 * since then refuses the family, as long as it is stored.
 *
 * <table>
 *   <caption>With clocks that are ahead of the store's by an hour at most</caption>
 *   <tr><th>order</th><th>clock of the login</th><th>clock of the revocation</th><th>family</th></tr>
 *   <tr><td>login, revocation</td><td>any</td><td>any</td><td>refused</td></tr>
 *   <tr><td>revocation, login</td><td>any</td><td>the store's, or behind</td><td>begins now, valid</td></tr>
 *   <tr><td>revocation, login</td><td>ahead, past the cutoff</td><td>ahead</td><td>begins after the cutoff, valid</td></tr>
 *   <tr><td>revocation, login</td><td>before the cutoff</td><td>ahead</td><td>refused, as its access tokens are</td></tr>
 *   <tr><td>revocation, login, revocation of the same group</td><td>any</td><td>any</td><td>refused</td></tr>
 * </table>
 *
 * <p>One case is left: in the time by which a cutoff is ahead, a login begins after it, and then another group of the login is
 * revoked, or the same one after a restoration, by a clock that is not ahead. As with access tokens of that node, that does not
 * refuse the family. The revocation of its session does.
 *
 * <p><b>Invariants.</b>
 *
 * <ul>
 *   <li>A family has exactly one current token, also in the grace period. Of any number of concurrent presentations of it,
 *       on any nodes, exactly one replaces it.
 *   <li>Once both the thief and the owner of a stolen token have presented it, or one of them its successor and the other
 *       one the token itself, the family and its session are revoked, unless the second one came within the grace period
 *       and the successor was not presented. Then both have the same token, and the same holds for it.
 *   <li>Only the last spent token has a grace period. Grace periods do not add up: a token before it is reuse at once.
 *   <li>A family that was revoked, or whose login was, never gets another token: the revocation of a session or a group is
 *       kept until the horizon, and the first rotation after it revokes the family for good. This holds for applications with
 *       different idle times, and if an idle time is changed.
 *   <li>Each key expires. No operation searches, and none depends on the number of families or rotations.
 * </ul>
 *
 * <p><b>Failures.</b>
 *
 * <ul>
 *   <li>The store does not answer, or the caller is interrupted: an exception, and it is unknown whether the token was
 *       rotated. A client that presents it again in the grace period gets its successor in either case; later it is reuse
 *       if it was rotated. So the default period is twice {@code redis.command.timeout}.
 *   <li>The store was emptied: all families are unknown, users log in.
 *   <li>A failover has lost a rotation: the spent token is current again. The client presents the lost successor: reuse. It
 *       has lost a revocation: heartbeats notice that (the revocation of a family counts as a change of the epoch), and the
 *       family is refused until the loss is acknowledged.
 *   <li>Somebody who has seen any token of a family can end it, by presenting an invented secret with its id. Nobody else
 *       knows the id.
 *   <li>Somebody who reads a log of all that was ever written to the server, such as its append-only file, has the salts of
 *       the past, too, and computes the current token from a spent one. Such a file is as secret as access tokens are.
 *   <li>Nodes with different grace periods: that of the node decides that rotated. One without such a period repeats nothing.
 *   <li>Families of an earlier version, which knew no horizon, have not extended it until they are rotated, and nodes of that
 *       version keep what they revoke for the retention of their application alone. So a token that was not rotated for longer
 *       than the retention of the node that decides has expired, whatever was promised when it was made: also if the idle time
 *       was reduced. Until all nodes are updated, applications that share revocations need the same idle time.
 *   <li>The horizon is lost together with families: both are written in one step. If only its key is removed, it is as if all
 *       families were of an earlier version.
 *   <li>A cutoff comes between the rotation and the issue of the access token: a user's cutoff refuses that token if its
 *       {@code auth_time} is the beginning of the family; the revocation of its session refuses it in any case.
 *   <li>A user begins and ends any number of sessions: their entries in the audit are among those of logouts, and in the
 *       memory of a node they count as those of one user, as long as they are caused by a token that is presented. What an
 *       operator ends by the hash of a family is kept with what operators revoke.
 * </ul>
 */
@NullMarked
package io.boosterbeacon.redis.internal.revocation;

import org.jspecify.annotations.NullMarked;
