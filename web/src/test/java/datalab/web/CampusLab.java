package datalab.web;

import datalab.lab.Lab;
import datalab.lab.event.Coordinate;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.lab.yaml.LabFile;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import datalab.store.ledger.Commit;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A lab for tests with two streams, air and weather, whose views have the same groups and windows. */
record CampusLab(Lab lab) {
    /** One beyond the UTF-16 surrogates, so that the order of characters is not that of code points. */
    static final List<String> STATIONS = List.of("a", "b\"", "\uE000", "\uD83C\uDF21");

    static final String FILE = """
            lab: campus
            streams:
              air:
                {key: station, time: at, zone: Asia/Shanghai,
                 fields: {station: string, floor: {type: number, as: text}, no2: number}}
              weather: {key: station, time: at, fields: {station: string, floor: number, wind: number}}
            views:
              air_hourly: {of: air, by: [station, floor], every: 1h, n: count, no2: max(no2)}
              weather_hourly: {of: weather, by: [station, floor], every: 1h, n: count, wind: max(wind)}
              air_highest: {of: air, by: [station, floor], every: 1h, highest: max(no2)}
              air_latest: {of: air, by: station, keep: last}
              winds: {of: weather, by: station, wind: max(wind), n: count}
              days: {of: weather, every: 1d, zone: Asia/Shanghai, n: count}
            routes:
              GET /days: {rows: days, time: yyyy-MM-dd}
              GET /air: {rows: air_hourly}
              GET /latest: {rows: air_latest}
              GET /few: {rows: [air_hourly, air_highest], max_rows: 5}
              GET /few-inner: {rows: [air_hourly, weather_hourly], join: inner, max_rows: 5, columns: {s: station}}
              GET /local: {rows: air_hourly, time: yyyy-MM-dd HH:mm, columns: {at: window_start, n: n}}
              GET /full:
                rows: [air_hourly, weather_hourly]
                columns: &columns
                  {s: station, f: floor, at: window_start, n: air_hourly.n, m: weather_hourly.n, no2: no2, wind: wind}
              GET /left: {rows: [air_hourly, weather_hourly], join: left, columns: *columns}
              GET /inner: {rows: [air_hourly, weather_hourly], join: inner, columns: *columns}
              GET /three:
                rows: [air_hourly, weather_hourly, air_highest]
                columns: {at: window_start, n: air_hourly.n, m: weather_hourly.n, highest: highest}
              GET /no-windows: {rows: [air_latest, winds]}
              GET /kept: {rows: air_hourly, cache: 1h}
            """;

    static CampusLab of(String yaml) {
        return switch (LabFile.parse("lab.yaml", Path.of("."), yaml)) {
            case LabFile.Valid(Lab lab) -> new CampusLab(lab);
            case LabFile.Invalid invalid -> throw new IllegalArgumentException(invalid.toString());
        };
    }

    ArchivedEvent air(
            int partition, long offset, Instant time, String station, @Nullable Double floor, @Nullable Double no2) {
        return StoreLab.event(stream("air"), new Coordinate(partition, offset), time, station, floor, no2);
    }

    ArchivedEvent weather(
            int partition, long offset, Instant time, String station, @Nullable Double floor, Double wind) {
        return StoreLab.event(stream("weather"), new Coordinate(partition, offset), time, station, floor, wind);
    }

    private EventStream stream(String name) {
        return Objects.requireNonNull(lab.streams().get(name));
    }

    /** Events of both streams, in two partitions each, spread over a few hours, stations and floors. */
    void commitAtRandom(Store store, Random random, int events) {
        for (int partition = 0; partition < 2; partition++) {
            List<ArchivedEvent> air = new ArrayList<>();
            List<ArchivedEvent> weather = new ArrayList<>();
            for (int i = 0; i < events / 4; i++) {
                air.add(air(
                        partition,
                        i,
                        StoreLab.START.plus(Duration.ofHours(random.nextInt(9))),
                        station(random),
                        floor(random),
                        random.nextInt(9) / 2.0));
                weather.add(weather(
                        partition,
                        i,
                        StoreLab.START.plus(Duration.ofHours(random.nextInt(9))),
                        station(random),
                        floor(random),
                        random.nextInt(9) / 2.0));
            }
            commit(store, "air", partition, air);
            commit(store, "weather", partition, weather);
        }
    }

    private static String station(Random random) {
        return STATIONS.get(random.nextInt(STATIONS.size()));
    }

    private static @Nullable Double floor(Random random) {
        int floor = random.nextInt(4);
        return floor == 0 ? null : Double.valueOf(floor * 2.5);
    }

    void commit(Store store, String name, int partition, List<ArchivedEvent> events) {
        EventStream stream = stream(name);
        CommitBuilder step =
                CommitBuilder.of(stream, partition, 0, events.size()).events(events);
        for (View view : lab.views().values()) {
            if (view.stream().equals(name)) {
                step.folded(new ViewFold(view, stream));
            }
        }
        store.ledger().progress(stream, partition);
        if (!(store.ledger().commit(step.commit()) instanceof Commit.Outcome.Done)) {
            throw new IllegalStateException("the step was not committed");
        }
    }
}
