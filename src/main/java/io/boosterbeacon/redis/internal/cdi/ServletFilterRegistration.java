package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.config.RateLimitSettings;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Registers the servlet filter of rate limits, before the filters of the application, if the configuration names URL
 * patterns. A class of its own: some containers do not call initializers that handle types if no class has one of them.
 */
public class ServletFilterRegistration implements ServletContainerInitializer {
    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
        List<String> patterns = RateLimitSettings.servletPatterns(ConfigProperties.find());
        if (patterns.isEmpty()) {
            return;
        }
        FilterRegistration.Dynamic registration =
                context.addFilter(FirstServletFilter.class.getName(), new FirstServletFilter());
        // the filter is there already if the library is in the archive twice
        if (registration != null) {
            registration.setAsyncSupported(true);
            registration.addMappingForUrlPatterns(
                    EnumSet.of(DispatcherType.REQUEST), false, patterns.toArray(String[]::new));
        }
    }
}
