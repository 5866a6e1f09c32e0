/**
 * Every thread and timer of the library's own. All are daemons, start with their first task, and end with their owner at the
 * latest, so that nothing remains after undeployment:
 *
 * <table>
 *   <caption>Threads</caption>
 *   <tr><th>name</th><th>how many</th><th>owner</th><th>what runs there</th></tr>
 *   <tr><td>{@code beacon-redis-timer}</td><td>1</td><td>{@code StoreStack}</td><td>deadlines and periodic tasks, all
 *       short</td></tr>
 *   <tr><td>{@code beacon-redis-timer-callbacks}</td><td>0 to 128, idle for 5 s at most</td><td>the same</td><td>what depends
 *       on missed deadlines: it may be an application's code, and wait</td></tr>
 *   <tr><td>{@code beacon-redis-notices}</td><td>0 or 1, idle for 5 s at most</td><td>{@code EventPublisher}</td><td>observers
 *       of what the client's threads notice, in order</td></tr>
 *   <tr><td>{@code beacon-redis-connections}</td><td>1</td><td>{@code RedisStore}</td><td>attempts to connect, heartbeats, ends
 *       of waits for a lease; apart from the deadlines, since an attempt takes its time to begin</td></tr>
 *   <tr><td>{@code beacon-redis-events}</td><td>0 or 1, idle for 5 s at most</td><td>{@code RedisStore}</td><td>the ups and
 *       downs of connections, and their observers, in order; apart from the notices, since an observer of one may wait for the
 *       other</td></tr>
 *   <tr><td>{@code beacon-redis-credentials}</td><td>0 or 1, idle for 5 s at most</td><td>{@code ChangingCredentials}</td>
 *       <td>the application's {@code RedisCredentials}; apart from all others, since every connection waits for it</td></tr>
 *   <tr><td>{@code beacon-redis-embedded}</td><td>1 from the first wait for a lease</td><td>{@code EmbeddedStore}</td><td>ends
 *       of waits for a lease, and the loads that follow; apart from the deadlines, which must not wait for a load</td></tr>
 * </table>
 *
 * <p>The client has its own threads, all of one {@code ClientResources}, two of each kind; {@code RedisStore} ends them.
 */
@NullMarked
package io.boosterbeacon.redis.internal.concurrent;

import org.jspecify.annotations.NullMarked;
