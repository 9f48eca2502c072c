package datalab.web.twin;

import datalab.lab.Lab;
import datalab.lab.forecast.Model;
import datalab.lab.forecast.ModelFold.Ahead;
import java.util.List;

/** What models expect next. Thread-safe. */
@FunctionalInterface
public interface TwinForecasts {

    /** The next slots after the last one that something has come of; none where the model does not know the key yet. */
    List<Ahead> ahead(Lab lab, Model model, String key, int steps);
}
