/**
 * All threads and timers of the library. All threads are daemons, start with their first task, and end with their owner
 * at the latest, so that none remains after the application is undeployed:
 *
 * <table>
 *   <caption>Threads</caption>
 *   <tr><th>name</th><th>how many</th><th>owner</th><th>what runs there</th></tr>
 *   <tr><td>{@code beacon-redis-timer}</td><td>1</td><td>{@code StoreStack}</td>
 *       <td>deadlines and periodic tasks, all short</td></tr>
 *   <tr><td>the name of a timer, and {@code -callbacks}</td><td>0 to 128 for each timer, idle for 5 s at most</td>
 *       <td>the owner of the timer</td>
 *       <td>what depends on missed deadlines and on ended waits; it may be code of the application, and may
 *       block</td></tr>
 *   <tr><td>{@code beacon-redis-costs}</td><td>0 to 16, idle for 5 s at most</td><td>{@code RunningCalls}</td>
 *       <td>the application's {@code RateLimitCostResolver.settle} for calls that end on other threads than they began;
 *       separate from all others, because it may wait for a database</td></tr>
 *   <tr><td>{@code beacon-redis-notices}</td><td>0 or 1, idle for 5 s at most</td><td>{@code EventPublisher}</td>
 *       <td>observers of events on the client's threads, in order</td></tr>
 *   <tr><td>{@code beacon-redis-loads}</td><td>0 to 16, idle for 5 s at most</td><td>{@code BackgroundLoads}</td>
 *       <td>methods of the application whose cached values are replaced while they are served, where the server has no
 *       managed executor</td></tr>
 *   <tr><td>{@code beacon-redis-connection-checks}</td><td>0 or 1, idle for 5 s at most</td>
 *       <td>{@code OpenConnections}</td><td>checks of the tokens of open connections, which wait for the store</td></tr>
 *   <tr><td>{@code beacon-redis-closing}</td><td>0 to 16, idle for 5 s at most</td><td>{@code CloseActions}</td>
 *       <td>closing connections whose tokens are revoked; separate from all others, because it may wait for
 *       clients</td></tr>
 *   <tr><td>{@code beacon-redis-connections}</td><td>1</td><td>{@code StoreConnections}</td>
 *       <td>attempts to connect, heartbeats, timeouts of waits for a lease; separate from the deadlines, because
 *       starting an attempt may take long</td></tr>
 *   <tr><td>{@code beacon-redis-events}</td><td>0 or 1, idle for 5 s at most</td><td>{@code StoreConnections}</td>
 *       <td>connects and disconnects, and their observers, in order; separate from the notices, because an observer of
 *       one may wait for the other</td></tr>
 *   <tr><td>{@code beacon-redis-credentials}</td><td>0 or 1, idle for 5 s at most</td>
 *       <td>{@code ChangingCredentials}</td><td>the application's {@code RedisCredentials}; separate from all others,
 *       because each connection waits for it</td></tr>
 *   <tr><td>{@code beacon-redis-embedded}</td><td>1 from the first wait for a lease</td><td>{@code EmbeddedStore}</td>
 *       <td>timeouts of waits for a lease</td></tr>
 * </table>
 *
 * <p>The number of threads is bounded. Tasks that wait for one are not dropped: there are as many of them as calls in
 * flight, or as changes of a connection or a circuit. Only the costs of calls that have ended may wait in any number: of
 * these, at most 1,000 wait, and further ones are settled without the application's bean.
 *
 * <p>The client has its own threads, two of each kind, all of one {@code ClientResources}. {@code StoreConnections}
 * ends them.
 *
 * <p>All of these threads have the context class loader of the application, whoever starts them: what completes on them
 * may be the response of a request.
 */
@NullMarked
package io.boosterbeacon.redis.internal.concurrent;

import org.jspecify.annotations.NullMarked;
