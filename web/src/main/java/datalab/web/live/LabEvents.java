package datalab.web.live;

import datalab.lab.Lab;
import datalab.lab.decode.DecodeResult;
import datalab.lab.decode.EventDecoder;
import datalab.lab.event.Event;
import datalab.lab.event.EventJson;
import datalab.lab.stream.EventStream;
import datalab.lab.view.ViewFold;
import datalab.log.LogRecord;
import datalab.web.query.LabCatalog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a lab's records are as events, and whose rows they touch. One thread uses it. */
final class LabEvents {
    private static final Logger LOG = LoggerFactory.getLogger(LabEvents.class);

    private final Map<String, EventDecoder> decoders = new HashMap<>();
    private final Map<String, EventJson> shapes = new HashMap<>();
    private final Map<String, List<ViewFold>> folds = new HashMap<>();

    LabEvents(Lab lab, LabCatalog catalog) {
        for (EventStream stream : lab.streams().values()) {
            decoders.put(stream.topic(), new EventDecoder(stream));
            shapes.put(stream.topic(), new EventJson(stream));
            folds.put(
                    stream.topic(),
                    lab.viewsOf(stream).stream().map(catalog::fold).toList());
        }
    }

    /** Empty where it is a reject, or none of the lab's. */
    Optional<Event> of(LogRecord record) {
        EventDecoder decoder = decoders.get(record.topic());
        byte[] value = record.value();
        if (decoder == null || value == null) {
            return Optional.empty();
        }
        switch (decoder.decode(value, 0, value.length, record.timestamp())) {
            case DecodeResult.Accepted accepted -> {
                return Optional.of(new Event(decoder.stream(), accepted.payload(), record.timestamp(), record.at()));
            }
            case DecodeResult.Refused refused -> {
                LOG.atTrace().addKeyValue("reason", refused.reason().text()).log("record is a reject");
                return Optional.empty();
            }
        }
    }

    byte[] frame(Event event, String id) {
        return SseFrame.event(Objects.requireNonNull(shapes.get(event.stream().topic())), event, id);
    }

    /** Of the views that hold a row of the event. */
    List<ViewFold> folds(Event event) {
        return folds.getOrDefault(event.stream().topic(), List.of());
    }
}
