/** What every managed kind has in common: a resource of a cloud, described by its parameters. */
@NullMarked
package dev.sluice.api.managed;

import org.jspecify.annotations.NullMarked;
