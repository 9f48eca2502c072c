package datalab.web.access;

import datalab.access.AccessRole;
import datalab.access.audit.Audit;
import datalab.access.audit.AuditEntry;
import datalab.access.audit.KeptAuditEntry;
import datalab.http.HttpEndpoint;
import datalab.http.Permission;
import datalab.http.Request;
import datalab.http.Response;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.Operation;
import datalab.http.openapi.OperationParameter;
import datalab.web.format.JsonBytes;
import datalab.web.query.QueryParameters;
import java.util.List;

/** The audit log, the newest first, for those who may do everything. Thread-safe. */
final class AuditEndpoint {
    private static final int LIMIT_DEFAULT = 100;
    private static final int LIMIT_MAX = 1000;
    private static final int ID_MAX = 999_999_999;
    private static final List<OperationParameter> PARAMETERS = List.of(
            OperationParameter.query("before", "the `before` of the page before", JsonSchema.wholeNumber(1, ID_MAX)),
            OperationParameter.query("limit", "how many at most", JsonSchema.wholeNumber(1, LIMIT_MAX)));

    private final Audit audit;

    AuditEndpoint(Audit audit) {
        this.audit = audit;
    }

    HttpEndpoint endpoint() {
        return HttpEndpoint.get(
                "/audit",
                Permission.inAllLabs(AccessRole.ADMIN),
                this::list,
                new Operation("DataLab", "audit", "Administrative acts and refused attempts, newest first")
                        .parameters(PARAMETERS)
                        .answers(200, "a page of them", Operation.json(JsonSchema.object()))
                        .problems(400, 503));
    }

    private void list(Request request, Response response) {
        QueryParameters query = QueryParameters.of(request.query(), OperationParameter.names(PARAMETERS));
        int limit = query.count("limit", LIMIT_DEFAULT, LIMIT_MAX);
        int before = query.count("before", ID_MAX, ID_MAX);
        List<KeptAuditEntry> page = audit.before(before, limit);
        response.header("Content-Type", "application/json")
                .header("Cache-Control", "no-store")
                .send(JsonBytes.of(json -> {
                    json.writeStartObject();
                    json.writeArrayFieldStart("entries");
                    for (KeptAuditEntry kept : page) {
                        AuditEntry entry = kept.entry();
                        json.writeStartObject();
                        json.writeNumberField("id", kept.id());
                        json.writeStringField("at", entry.at().toString());
                        json.writeStringField("caller", entry.caller());
                        json.writeStringField("address", entry.address());
                        json.writeStringField("act", entry.act());
                        json.writeStringField("lab", entry.lab());
                        json.writeStringField("target", entry.target());
                        json.writeNumberField("status", entry.status());
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                    if (page.size() < limit) {
                        json.writeNullField("before");
                    } else {
                        json.writeNumberField("before", page.getLast().id());
                    }
                    json.writeEndObject();
                }));
    }
}
