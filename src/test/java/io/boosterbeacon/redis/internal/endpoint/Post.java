package io.boosterbeacon.redis.internal.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URLEncoder;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A request of a form, as a servlet container passes it. */
public final class Post {
    private final String path;
    private final List<String> pairs = new ArrayList<>();
    private final List<String> authorization = new ArrayList<>();
    private final Map<String, String[]> parsed = new HashMap<>();
    private String method = "POST";
    private @Nullable String type = "application/x-www-form-urlencoded; charset=UTF-8";
    private @Nullable String query;
    private @Nullable Principal principal;
    private Set<String> roles = Set.of();

    private Post(String path) {
        this.path = path;
    }

    /** What has been answered. */
    public record Answered(int status, Map<String, String> fields, String body) {}

    public static Post to(String path) {
        return new Post(path);
    }

    public Post with(String name, String value) {
        pairs.add(URLEncoder.encode(name, UTF_8) + "=" + URLEncoder.encode(value, UTF_8));
        return this;
    }

    /** As if a filter had read the parameters. */
    Post parsed(String name, String value) {
        parsed.put(name, new String[] {value});
        return this;
    }

    public Post basic(String id, String secret) {
        return authorization("Basic " + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(UTF_8)));
    }

    Post authorization(String field) {
        authorization.add(field);
        return this;
    }

    public Post as(Principal caller, String... callersRoles) {
        principal = caller;
        roles = Set.of(callersRoles);
        return this;
    }

    Post method(String other) {
        method = other;
        return this;
    }

    Post type(@Nullable String other) {
        type = other;
        return this;
    }

    Post query(String text) {
        query = text;
        return this;
    }

    public Answered at(EndpointDispatch endpoints) {
        AtomicInteger status = new AtomicInteger();
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        HttpServletResponse response = stub(HttpServletResponse.class, (called, arguments) -> switch (called) {
            case "setStatus", "sendError" -> {
                status.set((int) arguments[0]);
                yield null;
            }
            case "setHeader" -> fields.put((String) arguments[0], (String) arguments[1]);
            case "setContentType" -> fields.put("Content-Type", (String) arguments[0]);
            case "setContentLength" -> null;
            case "getOutputStream" -> new Output(body);
            default -> throw new AssertionError(called);
        });
        try {
            endpoints.serve(request(), response);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new Answered(status.get(), fields, body.toString(UTF_8));
    }

    private HttpServletRequest request() {
        byte[] content = String.join("&", pairs).getBytes(UTF_8);
        return stub(HttpServletRequest.class, (called, arguments) -> switch (called) {
            case "getServletPath" -> path;
            case "getMethod" -> method;
            case "getContentType" -> type;
            case "getQueryString" -> query;
            case "getParameterMap" -> parsed;
            case "getInputStream" -> new Input(new ByteArrayInputStream(content));
            case "getHeaders" -> Collections.enumeration(authorization);
            case "getUserPrincipal" -> principal;
            case "isUserInRole" -> roles.contains((String) arguments[0]);
            default -> throw new AssertionError(called);
        });
    }

    private interface Stub {
        @Nullable
        Object answer(String method, Object[] arguments);
    }

    private static <T> T stub(Class<T> type, Stub stub) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) ->
                        stub.answer(method.getName(), arguments == null ? new Object[0] : arguments)));
    }

    private static final class Input extends ServletInputStream {
        private final ByteArrayInputStream content;

        Input(ByteArrayInputStream content) {
            this.content = content;
        }

        @Override
        public boolean isFinished() {
            return content.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {}

        @Override
        public int read() {
            return content.read();
        }

        @Override
        public int read(byte[] bytes, int from, int length) {
            return content.read(bytes, from, length);
        }
    }

    private static final class Output extends ServletOutputStream {
        private final ByteArrayOutputStream body;

        Output(ByteArrayOutputStream body) {
            this.body = body;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {}

        @Override
        public void write(int next) {
            body.write(next);
        }
    }
}
