package datalab.web.grpc;

import com.google.protobuf.Descriptors;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import datalab.access.AccessRole;
import datalab.access.Caller;
import datalab.access.grpc.CallerContext;
import datalab.access.quota.QuotaExceeded;
import datalab.web.grpc.v1.EventsRequest;
import datalab.web.grpc.v1.Filter;
import datalab.web.grpc.v1.QueryProto;
import datalab.web.grpc.v1.Rows;
import datalab.web.grpc.v1.ViewRowsRequest;
import datalab.web.http.HttpProblem;
import datalab.web.query.RowPages;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import io.grpc.protobuf.ProtoUtils;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Queries over gRPC: {@code datalab.v1.Query}. Its server must run calls on threads that may block. Thread-safe.
 */
public final class GrpcQuery {
    /** What may wait until clients read it, of all calls together. */
    private static final long UNREAD_BYTES_MAX = 64L * 1024 * 1024;

    private static final Duration SILENCE_MAX = Duration.ofSeconds(30);

    private final RowPages pages;
    private final UnreadPageBudget unread;

    public GrpcQuery(RowPages pages) {
        this(pages, new UnreadPageBudget(UNREAD_BYTES_MAX, SILENCE_MAX));
    }

    GrpcQuery(RowPages pages, UnreadPageBudget unread) {
        this.pages = pages;
        this.unread = unread;
    }

    /** @param service whose file reflection shows */
    private record Shown(Descriptors.ServiceDescriptor service) implements ProtoServiceDescriptorSupplier {

        @Override
        public Descriptors.ServiceDescriptor getServiceDescriptor() {
            return service;
        }

        @Override
        public FileDescriptor getFileDescriptor() {
            return service.getFile();
        }
    }

    /** What the server is to serve. */
    public List<ServerServiceDefinition> services() {
        Descriptors.ServiceDescriptor service = QueryProto.getDescriptor().findServiceByName("Query");
        MethodDescriptor<Supplier<EventsRequest>, Rows> events =
                method(service, "Events", EventsRequest.getDefaultInstance());
        MethodDescriptor<Supplier<ViewRowsRequest>, Rows> rows =
                method(service, "ViewRows", ViewRowsRequest.getDefaultInstance());
        ServiceDescriptor descriptor = ServiceDescriptor.newBuilder(service.getFullName())
                .setSchemaDescriptor(new Shown(service))
                .addMethod(events)
                .addMethod(rows)
                .build();
        return List.of(ServerServiceDefinition.builder(descriptor)
                .addMethod(events, (call, headers) -> new PageCall<>(call, this::events, unread).begin())
                .addMethod(rows, (call, headers) -> new PageCall<>(call, this::viewRows, unread).begin())
                .build());
    }

    private static void admit(String lab) {
        Caller caller = CallerContext.current();
        caller.require(AccessRole.READ, lab);
        QuotaExceeded exceeded = caller.quota().ask();
        if (exceeded != null) {
            throw HttpProblem.overQuota(exceeded);
        }
    }

    private RowPages.Rows events(EventsRequest request) {
        admit(request.getLab());
        Map<String, String> parameters = parameters(request.getFrom(), request.getTo(), request.getAfter());
        put(parameters, "order", request.getDescending() ? "desc" : "");
        put(parameters, "sort", request.getSort());
        put(parameters, "fields", String.join(",", request.getFieldsList()));
        put(parameters, "latest", number(request.getLatest()));
        put(parameters, "points", number(request.getPoints()));
        put(parameters, "limit", number(request.getLimit()));
        return pages.events(
                request.getLab(),
                request.getStream(),
                new RowPages.Asked(parameters, filters(request.getWhereMap(), request.getFiltersList())));
    }

    private RowPages.Rows viewRows(ViewRowsRequest request) {
        admit(request.getLab());
        Map<String, String> parameters = parameters(request.getFrom(), request.getTo(), request.getAfter());
        put(parameters, "order", request.getDescending() ? "desc" : "");
        put(parameters, "sort", request.getSort());
        put(parameters, "fields", String.join(",", request.getFieldsList()));
        put(parameters, "latest", number(request.getLatest()));
        put(parameters, "points", number(request.getPoints()));
        put(parameters, "limit", number(request.getLimit()));
        put(parameters, "layer", request.getLayer());
        put(parameters, "every", request.getEvery());
        put(parameters, "zone", request.getZone());
        if (request.hasBy()) {
            parameters.put("by", request.getBy());
        }
        return pages.viewRows(
                request.getLab(),
                request.getView(),
                new RowPages.Asked(parameters, filters(request.getWhereMap(), request.getFiltersList())));
    }

    private static Map<String, String> parameters(String from, String to, String after) {
        Map<String, String> parameters = new HashMap<>();
        put(parameters, "from", from);
        put(parameters, "to", to);
        put(parameters, "after", after);
        return parameters;
    }

    private static Map<String, List<String>> filters(Map<String, String> where, List<Filter> filters) {
        Map<String, List<String>> all = new HashMap<>();
        where.forEach((field, value) -> add(all, field + ".is", value));
        for (Filter filter : filters) {
            filter.getValuesList().forEach(value -> add(all, filter.getField() + ".is", value));
            if (filter.hasMin()) {
                add(all, filter.getField() + ".min", filter.getMin());
            }
            if (filter.hasMax()) {
                add(all, filter.getField() + ".max", filter.getMax());
            }
            if (filter.getNone()) {
                add(all, filter.getField() + ".none", "true");
            }
        }
        return all;
    }

    private static void add(Map<String, List<String>> all, String name, String value) {
        all.computeIfAbsent(name, ignored -> new ArrayList<>()).add(value);
    }

    private static String number(int number) {
        return number == 0 ? "" : Integer.toString(number);
    }

    private static void put(Map<String, String> parameters, String name, String value) {
        if (!value.isEmpty()) {
            parameters.put(name, value);
        }
    }

    private static <Q extends Message> MethodDescriptor<Supplier<Q>, Rows> method(
            Descriptors.ServiceDescriptor service, String name, Q request) {
        return MethodDescriptor.newBuilder(
                        new RequestMarshaller<>(request), ProtoUtils.marshaller(Rows.getDefaultInstance()))
                .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service.getFullName(), name))
                .build();
    }
}
