@NullMarked
package datalab.lab.geo;

import org.jspecify.annotations.NullMarked;
