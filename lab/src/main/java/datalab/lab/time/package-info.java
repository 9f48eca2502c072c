/** Times as people and programs write them: parsing, zones, bounds, cron. */
@NullMarked
package datalab.lab.time;

import org.jspecify.annotations.NullMarked;
