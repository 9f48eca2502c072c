@NullMarked
package datalab.lab.quality;

import org.jspecify.annotations.NullMarked;
