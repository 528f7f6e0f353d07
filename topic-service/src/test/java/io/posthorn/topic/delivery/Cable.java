package io.posthorn.topic.delivery;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.pgclient.PgConnectOptions;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A way to a database that can be cut and mended. */
final class Cable implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final PgConnectOptions database;
    private final Queue<NetSocket> sockets = new ConcurrentLinkedQueue<>();
    private final NetServer server;
    private volatile boolean cut;

    Cable(PgConnectOptions database) {
        this.database = database;
        this.server = vertx.createNetServer().connectHandler(this::connect);
        DeliveryDatabase.on(server.listen(0, "127.0.0.1"));
    }

    private void connect(NetSocket here) {
        if (cut) {
            here.close();
            return;
        }
        sockets.add(here);
        here.pause();
        vertx.createNetClient().connect(database.getPort(), database.getHost()).onComplete(there -> {
            if (there.failed()) {
                here.close();
                return;
            }
            sockets.add(there.result());
            here.pipeTo(there.result());
            there.result().pipeTo(here);
        });
    }

    /** How the database is reached by it. */
    PgConnectOptions options() {
        return new PgConnectOptions(database).setHost("127.0.0.1").setPort(server.actualPort());
    }

    void cut() {
        cut = true;
        sockets.forEach(NetSocket::close);
        sockets.clear();
    }

    void mend() {
        cut = false;
    }

    @Override
    public void close() {
        DeliveryDatabase.on(vertx.close());
    }
}
