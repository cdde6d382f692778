package dev.sluice.provider.aws.ec2;

/** What the ids of EC2 look like: a prefix for each type, then 8 or, since 2016, 17 digits. */
final class Ids {
    private static final String DIGITS = "-([0-9a-f]{8}|[0-9a-f]{17})$";

    static final String VPC = "^vpc" + DIGITS;
    static final String SUBNET = "^subnet" + DIGITS;
    static final String SECURITY_GROUP = "^sg" + DIGITS;
    static final String ROUTE_TABLE = "^rtb" + DIGITS;
    static final String PREFIX_LIST = "^pl" + DIGITS;
    static final String NAT_GATEWAY = "^nat" + DIGITS;
    static final String VPC_ENDPOINT = "^vpce" + DIGITS;
    static final String TRANSIT_GATEWAY = "^tgw" + DIGITS;
    static final String PEERING = "^pcx" + DIGITS;
    static final String NETWORK_INTERFACE = "^eni" + DIGITS;
    static final String EGRESS_ONLY_GATEWAY = "^eigw" + DIGITS;

    /** Of the internet or of a VPN. */
    static final String GATEWAY = "^(igw|vgw)" + DIGITS;

    static final String ALLOCATION = "^eipalloc" + DIGITS;
    static final String INSTANCE = "^i" + DIGITS;
    static final String IMAGE = "^ami" + DIGITS;

    private Ids() {}
}
