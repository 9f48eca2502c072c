package datalab.web.rest;

import datalab.http.Request;
import datalab.http.Response;
import datalab.lab.Lab;
import datalab.lab.event.EventJson;
import datalab.lab.event.Reject;
import datalab.store.RejectLedger;
import datalab.store.result.StoreUnavailable;
import datalab.web.format.JsonBytes;
import datalab.web.http.HttpProblem;
import datalab.web.http.RequestBytes;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /labs/{lab}/rejects/{id}/retry}: sends a reject again, unchanged or edited. Thread-safe.
 */
final class RetryReject {
    private static final Logger LOG = LoggerFactory.getLogger(RetryReject.class);
    private static final int PAYLOAD_BYTES_MAX = 1024 * 1024;

    private final RejectLedger rejects;
    private final RejectSender resend;
    private final Clock clock;

    RetryReject(RejectLedger rejects, RejectSender resend, Clock clock) {
        this.rejects = rejects;
        this.resend = resend;
        this.clock = clock;
    }

    void handle(Lab lab, String id, Request request, Response response) {
        Reject reject = Optional.of(id)
                .filter(text -> text.indexOf('\u0000') < 0)
                .flatMap(rejects::reject)
                .filter(one -> lab.name().equals(one.lab()))
                .orElseThrow(() -> HttpProblem.notFound("no reject '" + id + "' in lab " + lab.name()));
        if (reject.retriedAt() != null) {
            throw HttpProblem.of(409, "Already sent", "this reject was sent again at " + reject.retriedAt());
        }
        if (reject.stream() == null || !lab.streams().containsKey(reject.stream())) {
            throw HttpProblem.of(
                    422, "No stream", "no stream of the lab takes this input now; send it to one that should");
        }
        switch (resend.send(reject, payload(reject, request))) {
            case RejectSender.Outcome.Kept kept -> {
                mark(reject);
                response.status(201)
                        .header("Content-Type", "application/json")
                        .send(JsonBytes.of(
                                json -> new EventJson(kept.event().stream()).write(json, kept.event(), null)));
            }
            case RejectSender.Outcome.Refused refused -> throw refusal(refused);
            case RejectSender.Outcome.Busy busy -> throw HttpProblem.unavailable(busy.detail(), busy.retryAfter());
        }
    }

    private static byte[] payload(Reject reject, Request request) {
        byte[] mended = RequestBytes.of(request, PAYLOAD_BYTES_MAX);
        if (mended.length > 0) {
            return mended;
        }
        if (reject.payload().length < reject.payloadBytes()) {
            throw HttpProblem.of(
                    422,
                    "Not kept whole",
                    "only the first " + reject.payload().length + " of " + reject.payloadBytes()
                            + " bytes are kept; give the whole event as the body of this request");
        }
        return reject.payload();
    }

    /**
     * The event is in the log, so what fails here must not fail the answer; sending it again would be dropped as a
     * repeat.
     */
    private void mark(Reject reject) {
        try {
            rejects.markRetried(reject.id(), clock.instant());
        } catch (StoreUnavailable e) {
            LOG.atWarn()
                    .addKeyValue("reject", reject.id())
                    .addKeyValue("error", e.getMessage())
                    .log("reject was sent again but could not be marked");
        }
    }

    private static HttpProblem refusal(RejectSender.Outcome.Refused refused) {
        HttpProblem problem = HttpProblem.of(422, "Refused", refused.detail())
                .with("reason", refused.reason().text());
        return refused.field() == null ? problem : problem.with("field", refused.field());
    }
}
