package datalab.web.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.Lab;
import datalab.lab.Route;
import datalab.lab.Schedule;
import datalab.lab.alert.Alert;
import datalab.lab.expression.Column;
import datalab.lab.forecast.Model;
import datalab.lab.input.Input;
import datalab.lab.stream.ArchivePlace;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.stream.PositionFields;
import datalab.lab.stream.QualityTest;
import datalab.lab.stream.StreamInputs;
import datalab.lab.view.Meet;
import datalab.lab.view.View;
import datalab.lab.view.Windows;
import datalab.store.retention.Retained;
import datalab.store.view.ViewStatus;
import datalab.web.format.JsonBytes;
import datalab.web.query.LabCatalog;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Labs as the JSON of {@code /labs} and {@code /labs/{lab}}. Thread-safe. */
final class LabsJson {
    private final LabCatalog catalog;
    private final Function<String, List<LabFileStatus>> files;

    /** @param files what has become of the files of a stream, by its topic */
    LabsJson(LabCatalog catalog, Function<String, List<LabFileStatus>> files) {
        this.catalog = catalog;
        this.files = files;
    }

    /** @param statuses of each lab, of each of its streams */
    byte[] all(Map<Lab, Map<String, StreamProgress>> statuses) {
        return JsonBytes.of(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("labs");
            for (Map.Entry<Lab, Map<String, StreamProgress>> entry : statuses.entrySet()) {
                summary(json, entry.getKey(), entry.getValue().values());
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    byte[] one(Lab lab, Map<String, StreamProgress> statuses, List<ViewStatus> views, Map<Retained, Instant> horizons) {
        return JsonBytes.of(json -> {
            json.writeStartObject();
            json.writeStringField("name", lab.name());
            json.writeStringField("title", lab.title());
            json.writeArrayFieldStart("streams");
            for (EventStream stream : lab.streams().values()) {
                ArchivePlace archive = lab.archives().get(stream.name());
                stream(json, stream, archive, statuses.getOrDefault(stream.name(), StreamProgress.NONE));
                retention(json, stream.retain(), horizons.get(Retained.of(stream)));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("views");
            for (View view : lab.views().values()) {
                view(json, lab, view, views);
                meet(json, view, statuses);
                retention(json, view.retain(), horizons.get(Retained.of(view)));
                json.writeEndObject();
            }
            json.writeEndArray();
            routes(json, lab);
            alerts(json, lab);
            models(json, lab);
            json.writeEndObject();
        });
    }

    private static void summary(JsonGenerator json, Lab lab, Collection<StreamProgress> statuses) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", lab.name());
        json.writeStringField("title", lab.title());
        names(json, "streams", lab.streams().keySet());
        names(json, "views", lab.views().keySet());
        json.writeNumberField(
                "accepted",
                statuses.stream().mapToLong(StreamProgress::accepted).sum());
        json.writeNumberField(
                "rejected",
                statuses.stream().mapToLong(StreamProgress::rejected).sum());
        json.writeNumberField(
                "duplicates",
                statuses.stream().mapToLong(StreamProgress::duplicates).sum());
        json.writeEndObject();
    }

    private void stream(JsonGenerator json, EventStream stream, @Nullable ArchivePlace archive, StreamProgress status)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("name", stream.name());
        json.writeStringField("key", stream.key());
        json.writeStringField("time", stream.time());
        names(json, "unique", stream.unique());
        position(json, stream.position());
        json.writeArrayFieldStart("fields");
        for (Field field : stream.fields()) {
            field(json, field);
        }
        json.writeEndArray();
        inputs(json, stream.in());
        files(json, files.apply(stream.topic()));
        json.writeStringField("topic", stream.topic());
        json.writeStringField("archive", archive == null ? "postgresql" : archive.target());
        quality(json, stream.quality());
        status(json, status);
    }

    private static void quality(JsonGenerator json, List<QualityTest> tests) throws IOException {
        json.writeArrayFieldStart("quality");
        for (QualityTest test : tests) {
            json.writeStartObject();
            json.writeStringField("field", test.field());
            json.writeStringField("test", test.name());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** How old it becomes, and from when on it is shown by now; nulls where it is kept for ever. */
    private static void retention(JsonGenerator json, @Nullable Duration retain, @Nullable Instant horizon)
            throws IOException {
        json.writeStringField("retain", retain == null ? null : retain.toString());
        json.writeStringField("kept_since", horizon == null ? null : horizon.toString());
    }

    private static void status(JsonGenerator json, StreamProgress status) throws IOException {
        json.writeNumberField("accepted", status.accepted());
        json.writeNumberField("rejected", status.rejected());
        json.writeNumberField("duplicates", status.duplicates());
        number(json, "lag", status.lag());
        json.writeStringField("alarm", status.alarm());
        json.writeArrayFieldStart("partitions");
        for (StreamProgress.Partition partition : status.partitions()) {
            json.writeStartObject();
            json.writeNumberField("partition", partition.number());
            json.writeNumberField("next_offset", partition.nextOffset());
            number(json, "end_offset", partition.endOffset());
            json.writeNumberField("epoch", partition.epoch());
            json.writeStringField("alarm", partition.alarm());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void field(JsonGenerator json, Field field) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", field.name());
        json.writeStringField("type", field.type().name().toLowerCase(Locale.ROOT));
        json.writeBooleanField("required", field.required() && !field.generated());
        json.writeBooleanField("generated", field.generated());
        json.writeStringField("unit", field.unit());
        number(json, "min", field.min());
        number(json, "max", field.max());
        json.writeStringField("references", field.reference() == null ? null : field.reference().stream());
        json.writeEndObject();
    }

    /** The fields that say where an event happened; null where none do. */
    private static void position(JsonGenerator json, @Nullable PositionFields position) throws IOException {
        if (position == null) {
            json.writeNullField("position");
            return;
        }
        json.writeObjectFieldStart("position");
        json.writeStringField("latitude", position.latitude());
        json.writeStringField("longitude", position.longitude());
        json.writeEndObject();
    }

    /** As the lab declares them, by kind; then one by one, as people read them. */
    private static void inputs(JsonGenerator json, StreamInputs in) throws IOException {
        json.writeObjectFieldStart("inputs");
        for (Map.Entry<String, List<String>> kind : in.byKind().entrySet()) {
            names(json, kind.getKey(), kind.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("sources");
        for (Input input : in.all()) {
            for (String text : input.texts()) {
                json.writeStartObject();
                json.writeStringField("label", input.label());
                json.writeStringField("text", text);
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    private static void files(JsonGenerator json, List<LabFileStatus> files) throws IOException {
        json.writeArrayFieldStart("files");
        for (LabFileStatus file : files) {
            json.writeStartObject();
            json.writeStringField("name", file.name());
            json.writeStringField("state", file.state());
            json.writeStringField("detail", file.detail());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void view(JsonGenerator json, Lab lab, View view, List<ViewStatus> statuses) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", view.name());
        json.writeStringField("stream", view.source());
        names(json, "by", view.by());
        json.writeStringField(
                "every", view.every() == null ? null : view.every().length());
        if (view.every() instanceof Windows.Calendar calendar) {
            json.writeStringField("zone", calendar.zone().getId());
        }
        names(json, "origin", view.originNames());
        json.writeArrayFieldStart("columns");
        for (Column column : catalog.fold(view).columns()) {
            json.writeStartObject();
            json.writeStringField("name", column.name());
            json.writeStringField("type", column.type().name().toLowerCase(Locale.ROOT));
            json.writeStringField("unit", column.unit());
            json.writeEndObject();
        }
        json.writeEndArray();
        for (ViewStatus status : statuses) {
            if (status.view().equals(view.name())) {
                status(json, status);
            }
        }
        Schedule schedule = lab.schedules().get(view.name());
        if (schedule != null) {
            json.writeObjectFieldStart("schedule");
            json.writeStringField(
                    "compact",
                    schedule.compact() == null ? null : schedule.compact().text());
            json.writeStringField(
                    "recompute",
                    schedule.recompute() == null ? null : schedule.recompute().text());
            json.writeEndObject();
        }
    }

    /** What meets, and how far the archive has been looked through for it. */
    private static void meet(JsonGenerator json, View view, Map<String, StreamProgress> statuses) throws IOException {
        Meet meet = view.meet();
        if (meet == null) {
            return;
        }
        json.writeObjectFieldStart("meet");
        json.writeStringField("who", meet.who());
        number(json, "distance", meet.metres());
        json.writeStringField("within", meet.within().toString());
        json.writeEndObject();
        StreamProgress status = statuses.getOrDefault(view.stream(), StreamProgress.NONE);
        json.writeNumberField("taken", status.taken());
        number(json, "lag", status.lag());
        json.writeStringField("alarm", status.alarm());
    }

    private static void status(JsonGenerator json, ViewStatus status) throws IOException {
        json.writeBooleanField("served", status.served());
        json.writeBooleanField("building", status.building());
        json.writeNumberField("generation", status.generation());
        json.writeNumberField("included", status.included());
        json.writeStringField(
                "published",
                status.published() == null ? null : status.published().toString());
        json.writeStringField(
                "begins", status.begins() == null ? null : status.begins().toString());
    }

    private static void alerts(JsonGenerator json, Lab lab) throws IOException {
        json.writeArrayFieldStart("alerts");
        for (Alert alert : lab.alerts().values()) {
            json.writeStartObject();
            json.writeStringField("name", alert.name());
            json.writeStringField("title", alert.title());
            json.writeStringField("of", alert.of());
            names(json, "by", alert.by());
            json.writeStringField("when", alert.when());
            json.writeStringField("until", alert.until());
            json.writeStringField(
                    "for", alert.lasting().isZero() ? null : alert.lasting().toString());
            json.writeStringField(
                    "silent", alert.silent() == null ? null : alert.silent().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void models(JsonGenerator json, Lab lab) throws IOException {
        json.writeArrayFieldStart("models");
        for (Model model : lab.models().values()) {
            json.writeStartObject();
            ModelEndpoints.definition(json, lab, model);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void routes(JsonGenerator json, Lab lab) throws IOException {
        json.writeArrayFieldStart("routes");
        for (Route route : lab.routes()) {
            String stream = switch (route) {
                case Route.Rows rows -> rows.stream();
                case Route.Row row -> row.stream();
                case Route.Near near -> near.stream();
                case Route.ViewRows rows -> null;
                case Route.Json parts -> null;
            };
            route(json, route.method(), route.path(), stream, route);
        }
        for (EventStream stream : lab.streams().values()) {
            for (String path : stream.in().paths()) {
                route(json, "POST", path, stream.name(), null);
            }
        }
        json.writeEndArray();
    }

    private static void route(
            JsonGenerator json, String method, String path, @Nullable String stream, @Nullable Route route)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("method", method);
        json.writeStringField("path", path);
        json.writeStringField("stream", stream);
        if (route instanceof Route.ViewRows rows) {
            names(json, "views", rows.views());
        }
        if (route instanceof Route.Near near) {
            near(json, near);
        }
        json.writeEndObject();
    }

    /** What to ask a {@code near:} route, and what its entries hold. */
    private static void near(JsonGenerator json, Route.Near near) throws IOException {
        json.writeObjectFieldStart("near");
        json.writeStringField("who", near.who());
        json.writeStringField("from", near.from());
        json.writeStringField("to", near.to());
        number(json, "distance", near.reach().metres());
        number(json, "distance_max", near.reach().metresMax());
        number(json, "max_rows", near.maxRows());
        json.writeObjectFieldStart("show");
        for (Map.Entry<String, Route.Shown> member : near.show().entrySet()) {
            json.writeStringField(member.getKey(), member.getValue().name().toLowerCase(Locale.ROOT));
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void names(JsonGenerator json, String name, Collection<String> names) throws IOException {
        json.writeFieldName(name);
        json.writeStartArray();
        for (String one : List.copyOf(names)) {
            json.writeString(one);
        }
        json.writeEndArray();
    }

    private static void number(JsonGenerator json, String name, @Nullable Number number) throws IOException {
        json.writeFieldName(name);
        switch (number) {
            case null -> json.writeNull();
            case Double real when real != Math.rint(real) || Math.abs(real) > 1e15 -> json.writeNumber(real);
            default -> json.writeNumber(number.longValue());
        }
    }
}
