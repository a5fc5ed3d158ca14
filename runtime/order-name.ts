/** An order's object goes by this name. The tenant leads; another tenant's is another object. Workers ask order-stub.ts. */
export const orderName = (tenant: string, order: string) => `${tenant}/order/${order}`;
