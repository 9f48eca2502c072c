package datalab.ingest.mqtt.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Arrays;
import java.util.Optional;

/**
 * Lets a request become a WebSocket only where a browser may send it: to a host name that is ours (else DNS rebinding), from a
 * page that is ours or that the settings name. Who is no browser says no origin. Used on the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failure ends the connection, which is handled
final class WebSocketGuard extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final WebSockets rules;

    WebSocketGuard(WebSockets rules) {
        super(FullHttpRequest.class, false);
        this.rules = rules;
    }

    private record Refusal(HttpResponseStatus status, String detail) {}

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        Optional<Refusal> refusal = refusal(request);
        if (refusal.isEmpty()) {
            context.fireChannelRead(request);
            return;
        }
        request.release();
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                refusal.get().status(),
                Unpooled.copiedBuffer(refusal.get().detail() + "\n", UTF_8));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
                .set("X-Content-Type-Options", "nosniff")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    private Optional<Refusal> refusal(FullHttpRequest request) {
        String authority = request.headers().get(HttpHeaderNames.HOST, "");
        String origin = request.headers().get(HttpHeaderNames.ORIGIN);
        if (request.decoderResult().isFailure()) {
            return refused(HttpResponseStatus.BAD_REQUEST, "this is not HTTP/1.1");
        }
        if (!rules.names().isHere(authority)) {
            return refused(
                    HttpResponseStatus.MISDIRECTED_REQUEST,
                    "this DataLab answers only to localhost, 127.0.0.1 and what http.names lists");
        }
        if (origin != null && !rules.isAllowed(origin, authority)) {
            return refused(HttpResponseStatus.FORBIDDEN, "only pages of http.names and http.origins may connect");
        }
        if (!request.uri().equals(WebSockets.PATH)) {
            return refused(HttpResponseStatus.NOT_FOUND, "MQTT over WebSocket is at " + WebSockets.PATH);
        }
        if (!request.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            return refused(HttpResponseStatus.UPGRADE_REQUIRED, "a WebSocket was expected, with subprotocol mqtt");
        }
        return asksForMqtt(request)
                ? Optional.empty()
                : refused(HttpResponseStatus.BAD_REQUEST, "the subprotocol mqtt was expected");
    }

    private static boolean asksForMqtt(FullHttpRequest request) {
        return request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .anyMatch(name -> name.strip().equals(WebSockets.SUBPROTOCOL));
    }

    private static Optional<Refusal> refused(HttpResponseStatus status, String detail) {
        return Optional.of(new Refusal(status, detail));
    }
}
