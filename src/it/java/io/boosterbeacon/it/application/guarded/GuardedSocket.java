package io.boosterbeacon.it.application.guarded;

import io.boosterbeacon.redis.revocation.OpenConnection;
import io.boosterbeacon.redis.revocation.TokenRevocationChecker;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** A session that ends with its token. */
@Dependent
@ServerEndpoint("/guarded/socket")
public class GuardedSocket {
    @Inject
    TokenRevocationChecker checker;

    private @Nullable OpenConnection connection;

    @OnOpen
    public void open(Session session) throws IOException {
        if (session.getUserPrincipal() instanceof JsonWebToken token) {
            connection = checker.closeWithToken(token, session::isOpen, () -> close(session));
            session.getBasicRemote().sendText("token");
        } else {
            session.getBasicRemote().sendText("none");
        }
    }

    private static void close(Session session) {
        try {
            session.close(new CloseReason(CloseCodes.VIOLATED_POLICY, "Token has been revoked"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @OnClose
    public void closed() {
        if (connection != null) {
            connection.close();
        }
    }
}
