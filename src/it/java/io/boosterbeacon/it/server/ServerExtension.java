package io.boosterbeacon.it.server;

import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.event.DeployManagedDeployments;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.EventContext;
import org.jboss.arquillian.core.spi.LoadableExtension;

/** Makes {@link ServerContainer} known to Arquillian. */
public final class ServerExtension implements LoadableExtension {
    @Override
    public void register(ExtensionBuilder builder) {
        builder.service(DeployableContainer.class, ServerContainer.class).observer(LastDeployment.class);
    }

    /** Tells the containers when a test class has deployed its last archive. */
    public static final class LastDeployment {
        /** Called by Arquillian around all deployments of a class. */
        public void after(@Observes EventContext<DeployManagedDeployments> deployments) throws DeploymentException {
            deployments.proceed();
            ServerContainer.deployWaiting();
        }
    }
}
