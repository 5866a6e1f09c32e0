package io.boosterbeacon.redis.internal.store.redis.connection;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.redis.Faults;
import io.lettuce.core.resource.ClientResources;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A host that the name server does not know: ours, on loopback, which knows none. */
class UnknownHostTest {
    private static final int SIZE = 512;
    /** RFC 1035 §4.1.1: a response, recursion desired and available, and NXDOMAIN. */
    private static final byte[] NO_SUCH_NAME = {(byte) 0x81, (byte) 0x83};

    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void host_thatNobodyKnows_isAConnectionErrorThatSaysSo() throws Exception {
        try (DatagramSocket names = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> answerAll(names), "names");
            server.setDaemon(true);
            server.start();
            ClientResources ours = RedisClients.resources(new Channels());
            ClientResources resources =
                    ours.mutate().addressResolverGroup(resolver(names)).build();
            Connector connector =
                    new SingleConnector(Faults.options("redis://no-such-host.example:6379"), null, resources);
            try {
                Throwable failure = catchThrowable(() -> done(connector.connect(RedisConnection.CODEC)));

                StoreException told = RedisErrors.translate(Objects.requireNonNull(failure));
                assertThat(told.type()).isEqualTo(RedisErrorType.CONNECTION_ERROR);
                assertThat(told).hasMessage("Redis cannot be reached: the host is unknown");
                assertThat(asked).hasPositiveValue();
            } finally {
                connector.client().shutdown(0, 2, TimeUnit.SECONDS);
                resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
                ours.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
            }
        }
    }

    private static DnsAddressResolverGroup resolver(DatagramSocket names) {
        return new DnsAddressResolverGroup(new DnsNameResolverBuilder()
                .datagramChannelType(NioDatagramChannel.class)
                .searchDomains(List.of())
                .nameServerProvider(new SingletonDnsServerAddressStreamProvider(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), names.getLocalPort()))));
    }

    private void answerAll(DatagramSocket names) {
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[SIZE], SIZE);
                names.receive(packet);
                asked.incrementAndGet();
                // the question itself, with another header
                System.arraycopy(NO_SUCH_NAME, 0, packet.getData(), 2, NO_SUCH_NAME.length);
                names.send(packet);
            }
        } catch (IOException e) {
            // the test is over
        }
    }
}
