/** The status of provider configurations, of every cloud: whether each can be used, as whom, and by whom it still is. */
@NullMarked
package dev.sluice.config;

import org.jspecify.annotations.NullMarked;
