package dev.sluice.provider.aws.client;

import software.amazon.awssdk.regions.Region;

/** Regions, as far as a kind has to know of them. */
public final class Regions {
    /** What an AWS region looks like. It becomes part of a host name, so nothing else may pass. */
    public static final String PATTERN = "^[a-z]{2,4}(-[a-z]{2,12}){1,2}-[0-9]{1,2}$";

    private Regions() {}

    /** The first part of every ARN in the region: {@code aws}, {@code aws-cn}, {@code aws-us-gov}. */
    public static String partition(String region) {
        var metadata = Region.of(region).metadata();
        return metadata == null ? "aws" : metadata.partition().id();
    }

    /** The end of every host name of AWS in the region. */
    public static String domain(String region) {
        var metadata = Region.of(region).metadata();
        return metadata == null ? "amazonaws.com" : metadata.partition().dnsSuffix();
    }
}
