package datalab.process.early;

import datalab.lab.EventDecoder;
import datalab.lab.EventStream;
import datalab.lab.Lab;
import datalab.lab.quality.QualityFold;
import datalab.lab.view.ViewFold;
import java.util.List;

/**
 * What is done with each event of a stream: decode, test, fold. Immutable, shared by the owners of the stream's partitions.
 *
 * @param views the views folded from the stream
 */
record StreamPlan(EventStream stream, EventDecoder decoder, QualityFold quality, List<ViewFold> views) {

    StreamPlan {
        views = List.copyOf(views);
    }

    static StreamPlan of(Lab lab, EventStream stream) {
        List<ViewFold> views = lab.viewsOf(stream).stream()
                .map(view -> new ViewFold(view, stream))
                .toList();
        return new StreamPlan(stream, new EventDecoder(stream), new QualityFold(stream), views);
    }
}
