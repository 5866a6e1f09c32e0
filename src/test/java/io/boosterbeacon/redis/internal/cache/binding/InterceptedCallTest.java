package io.boosterbeacon.redis.internal.cache.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.interceptor.InvocationContext;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InterceptedCallTest {
    /** A call whose interceptors share the parameters. */
    private static final class SharedCall implements InvocationContext {
        private final List<Object> received = new ArrayList<>();
        private Object[] parameters = {"a", "b"};

        @Override
        public Object proceed() {
            received.add(Arrays.asList(parameters));
            if (parameters[0].equals("fails")) {
                throw new IllegalStateException("no");
            }
            return "answer";
        }

        @Override
        public Object[] getParameters() {
            return parameters;
        }

        @Override
        public void setParameters(Object[] changed) {
            parameters = changed;
        }

        @Override
        public Object getTarget() {
            return this;
        }

        @Override
        public Object getTimer() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Method getMethod() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Constructor<?> getConstructor() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, Object> getContextData() {
            throw new UnsupportedOperationException();
        }
    }

    private final SharedCall call = new SharedCall();
    private final Invocation invocation = new InterceptedCall(call);

    @Test
    void proceed_withOtherArguments_leavesThoseOfTheCaller() throws Exception {
        assertThat(invocation.proceed(new Object[] {"c", "b"})).isEqualTo("answer");
        assertThat(call.getParameters()).containsExactly("a", "b");

        assertThatThrownBy(() -> invocation.proceed(new Object[] {"fails", "b"}))
                .hasMessage("no");
        assertThat(call.getParameters()).containsExactly("a", "b");

        assertThat(invocation.proceed()).isEqualTo("answer");
        assertThat(call.received).containsExactly(List.of("c", "b"), List.of("fails", "b"), List.of("a", "b"));
    }
}
