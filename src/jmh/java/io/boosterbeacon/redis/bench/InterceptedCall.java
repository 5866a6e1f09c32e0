package io.boosterbeacon.redis.bench;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.HashMap;
import java.util.Map;

/** Calls of a bean through an interceptor that does nothing: what every annotation costs at least. */
final class InterceptedCall implements Contender {
    private final Application application;
    private final Products products;
    private final String[] keys = Contender.keys("product-");

    @InterceptorBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface Intercepted {}

    @Interceptor
    @Intercepted
    @Priority(Interceptor.Priority.APPLICATION)
    static class Passing {
        @AroundInvoke
        Object around(InvocationContext call) throws Exception {
            return call.proceed();
        }
    }

    @ApplicationScoped
    static class Products {
        private final Map<String, Product> products = new HashMap<>();

        void add(Product product) {
            products.put(product.id(), product);
        }

        @Intercepted
        public Product find(String id) {
            return products.get(id);
        }
    }

    InterceptedCall(String redis) {
        application = new Application(redis, Products.class, Passing.class);
        products = application.bean(Products.class);
        for (String key : keys) {
            products.add(Product.of(key));
        }
    }

    @Override
    public Object call(int subject) {
        return products.find(keys[subject]);
    }

    @Override
    public void close() {
        application.close();
    }
}
