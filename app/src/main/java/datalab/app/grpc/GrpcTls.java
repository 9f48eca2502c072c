package datalab.app.grpc;

import datalab.tls.ServerTls;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolNames;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.grpc.netty.shaded.io.netty.handler.ssl.JdkSslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSessionContext;

/** Netty's view of {@link ServerTls}: each connection has the certificate of its moment. Thread-safe. */
final class GrpcTls extends SslContext {
    private final ServerTls tls;
    private volatile Known known;

    GrpcTls(ServerTls tls) {
        this.tls = tls;
        this.known = known(tls.context());
    }

    @Override
    public boolean isClient() {
        return false;
    }

    @Override
    public List<String> cipherSuites() {
        return now().cipherSuites();
    }

    @Override
    @SuppressWarnings("deprecation") // gRPC asks for it
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return now().applicationProtocolNegotiator();
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) {
        return now().newEngine(allocator);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
        return now().newEngine(allocator, host, port);
    }

    @Override
    public SSLSessionContext sessionContext() {
        return now().sessionContext();
    }

    private SslContext now() {
        SSLContext context = tls.context();
        if (known.context() != context) {
            known = known(context);
        }
        return known.netty();
    }

    private Known known(SSLContext context) {
        SSLParameters parameters = tls.parameters();
        ApplicationProtocolConfig http2 = new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                ApplicationProtocolNames.HTTP_2);
        ClientAuth clients = parameters.getNeedClientAuth()
                ? ClientAuth.REQUIRE
                : parameters.getWantClientAuth() ? ClientAuth.OPTIONAL : ClientAuth.NONE;
        return new Known(
                context,
                new JdkSslContext(
                        context,
                        false,
                        List.of(parameters.getCipherSuites()),
                        IdentityCipherSuiteFilter.INSTANCE,
                        http2,
                        clients,
                        parameters.getProtocols(),
                        false));
    }

    private record Known(SSLContext context, SslContext netty) {}
}
