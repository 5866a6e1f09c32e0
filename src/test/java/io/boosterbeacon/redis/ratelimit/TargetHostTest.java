package io.boosterbeacon.redis.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The key of an outgoing request: its host and port. */
class TargetHostTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://shop.example/prices?a=b#c  | shop.example:80",
                "https://shop.example              | shop.example:443",
                "HTTPS://Shop.EXAMPLE/             | shop.example:443",
                "http://shop.example:8080/         | shop.example:8080",
                "http://shop.example:80/           | shop.example:80",
                "http://shop.example:/             | shop.example:80",
                "http://shop.example:0080/         | shop.example:80",
                "http://shop.example.:8080/        | shop.example:8080",
                "http://ada:secret@shop.example/   | shop.example:80",
                "http://order_service:8080/x       | order_service:8080",
                "http://Order_Service/x            | order_service:80",
                "http://ada:secret@order_service/  | order_service:80",
                "http://a:b@c:d@order_service:81/  | order_service:81",
                "http://user_service:8080/x        | user_service:8080",
                "http://bücher.example/            | xn--bcher-kva.example:80",
                "http://xn--bcher-kva.example/     | xn--bcher-kva.example:80",
                "http://192.0.2.1:8080/            | 192.0.2.1:8080",
                "http://[2001:db8::1]/             | [2001:db8:0:0:0:0:0:1]:80",
                "http://[2001:DB8:0::1]:8080/      | [2001:db8:0:0:0:0:0:1]:8080",
                "http://[2001:db8:0:0:0:0:0:1]/    | [2001:db8:0:0:0:0:0:1]:80",
                "http://[2001:db8:00:0:0:0:0:01]/  | [2001:db8:0:0:0:0:0:1]:80",
                "http://[::]/                      | [0:0:0:0:0:0:0:0]:80",
                "http://[1::]/                     | [1:0:0:0:0:0:0:0]:80",
                "http://[::FFFF:192.0.2.1]/        | [0:0:0:0:0:ffff:c000:201]:80",
                "http://[::ffff:c000:201]/         | [0:0:0:0:0:ffff:c000:201]:80",
                "http://[64:ff9b::255.255.1.0]/    | [64:ff9b:0:0:0:0:ffff:100]:80",
                "http://[fe80::1%25eth0]/          | [fe80:0:0:0:0:0:0:1%25eth0]:80",
                "http://ada:secret@[::1]:81/       | [0:0:0:0:0:0:0:1]:81",
                "ftp://files.example/              | files.example:",
                "http://order_service:port/        | order_service:port:80",
                "mailto:ada@shop.example           | :",
                "/prices                           | :",
            })
    void host_andPort_haveOneForm(String uri, String key) {
        assertThat(TargetHost.of(URI.create(uri))).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://ada:secret@shop.example/",
                "http://ada:secret@order_service:80/",
                "http://secret@[::1]:80/",
                "http://ada:se%40cret@order_service/",
                "http://a@b:secret@x_y:1/"
            })
    void userInformation_isNoPartOfIt(String uri) {
        assertThat(TargetHost.of(URI.create(uri))).doesNotContain("secret", "cret", "@");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://a_b.example..:1/", "http://a_b.-x-.example/", "http://[fe80::1%25none]/"})
    void host_thatNobodyCanResolve_hasAKey(String uri) {
        assertThat(TargetHost.of(URI.create(uri))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {63, 64, 1_000})
    void label_ofAnyLength_isKept(int length) {
        String label = "_" + "x".repeat(length - 1);
        assertThat(TargetHost.of(URI.create("http://" + label + "/"))).isEqualTo(label + ":80");
    }
}
