// For tests: menus and sheets as chains had them, each with the one thing that used to go wrong (cases G).

export const defaultsAgainstTheGroup = {
  items: [
    {
      id: "combo",
      kind: "3e/product",
      price: "9.00",
      vat: "8",
      details: { literals: { name: "combo" } },
      state: { selected: { sides: { fries: "1", salad: "1" } } },
      items: [
        {
          id: "sides",
          kind: "3e/group/options",
          selCtx: "sides",
          details: { literals: { name: "sides" } },
          attrs: { selMin: 0, selMax: 1 },
          items: [
            { id: "fries", kind: "3e/product", price: "0", vat: "8", details: { literals: { name: "fries" } } },
            { id: "salad", kind: "3e/product", price: "0", vat: "8", details: { literals: { name: "salad" } } },
          ],
        },
      ],
    },
  ],
  menus: [
    {
      id: "M_default",
      items: [
        {
          id: "M_default-all",
          kind: "3e/group/category",
          details: { literals: { name: "All" } },
          items: [{ kind: "3e/ref", reference: "combo" }],
        },
      ],
    },
  ],
};

export const groupAsksForMoreThanItHas = {
  items: [
    {
      id: "beef",
      kind: "3e/product",
      price: "9.00",
      vat: "8",
      details: { literals: { name: "beef" } },
      items: [
        {
          id: "sauce",
          kind: "3e/group/options",
          selCtx: "sauce",
          details: { literals: { name: "sauce" } },
          attrs: { selMin: 2, selMax: 4 },
          items: [{ id: "bbq", kind: "3e/product", price: "2", vat: "8", details: { literals: { name: "bbq" } } }],
        },
      ],
    },
    { id: "other", kind: "3e/product", price: "9.00", vat: "8", details: { literals: { name: "other" } } },
  ],
  menus: [
    {
      id: "M_min",
      items: [
        {
          id: "M_min-all",
          kind: "3e/group/category",
          details: { literals: { name: "All" } },
          items: [
            { kind: "3e/ref", reference: "beef" },
            { kind: "3e/ref", reference: "other" },
          ],
        },
      ],
    },
  ],
};

export const groupWithoutSelctx = {
  items: [
    {
      id: "burger",
      kind: "3e/product",
      price: "9.00",
      vat: "8",
      details: { literals: { name: "burger" } },
      items: [
        {
          id: "bun",
          kind: "3e/group/options",
          details: { literals: { name: "bun" } },
          attrs: { selMin: 1, selMax: 1 },
          items: [{ id: "classic", kind: "3e/product", price: "0.00", vat: "8", details: { literals: { name: "classic" } } }],
        },
      ],
    },
  ],
  menus: [
    {
      id: "M_ctx",
      items: [
        {
          id: "M_ctx-all",
          kind: "3e/group/category",
          details: { literals: { name: "All" } },
          items: [{ kind: "3e/ref", reference: "burger" }],
        },
      ],
    },
  ],
};

export const hours24 = {
  items: [],
  menus: [{ id: "M_24", items: [{ id: "bar", kind: "3e/group/category", availability: { FRI: ["11:00", "24:00"] }, items: [] }] }],
};

export const idNumber = { items: [{ id: 58424, kind: "3e/product", price: "9.00", vat: "8", details: { literals: { name: "x" } } }] };

export const nightHours = {
  items: [],
  menus: [{ id: "M_night", items: [{ id: "bar", kind: "3e/group/category", availability: { FRI: ["18:00", "02:00"] }, items: [] }] }],
};

export const noPlainName = {
  items: [
    {
      id: "bh-1",
      kind: "3e/product",
      price: "9.00",
      vat: "8",
      details: { literals: { "name-ar": "حمص باللحم", "name-en": "Hummus with meat" } },
    },
  ],
  menus: [
    {
      id: "M_named",
      items: [
        {
          id: "M_named-all",
          kind: "3e/group/category",
          details: { literals: { name: "All" } },
          items: [{ kind: "3e/ref", reference: "bh-1" }],
        },
      ],
    },
  ],
};

export const oneProductTwoPrices = {
  items: [{ id: "zhengxin", kind: "3e/product", price: "38.00", vat: "8", details: { literals: { name: "zhengxin" } } }],
  menus: [
    {
      id: "M_two",
      items: [
        {
          id: "hot",
          kind: "3e/group/category",
          details: { literals: { name: "热销" } },
          items: [{ kind: "3e/ref", reference: "zhengxin" }],
        },
        {
          id: "promo",
          kind: "3e/group/category",
          details: { literals: { name: "优惠" } },
          items: [{ kind: "3e/ref", reference: "zhengxin", price: "21.80" }],
        },
      ],
    },
  ],
};

export const priceEmpty = {
  items: [
    { id: "muffin", kind: "3e/product", price: "", vat: "8", details: { literals: { name: "muffin" } } },
    { id: "truflowa", kind: "3e/product", vat: "8", details: { literals: { name: "truflowa" } } },
  ],
  menus: [
    {
      id: "M_gift",
      items: [
        {
          id: "M_gift-all",
          kind: "3e/group/category",
          details: { literals: { name: "All" } },
          items: [
            { kind: "3e/ref", reference: "muffin" },
            { kind: "3e/ref", reference: "truflowa" },
          ],
        },
      ],
    },
  ],
};

export const unknownFields = {
  items: [{ id: "typo", kind: "3e/product", name: "Pizza", Price: "25.00", tax: "8", allergens: ["milk"] }],
  menus: [
    {
      id: "M_typo",
      items: [
        {
          id: "M_typo-all",
          kind: "3e/group/category",
          details: { literals: { name: "All" } },
          items: [{ kind: "3e/ref", reference: "typo" }],
        },
      ],
    },
  ],
};

export const vatMissing = {
  items: [{ id: "none", kind: "3e/product", price: "9.00", details: { literals: { name: "none" } } }],
  menus: [
    {
      id: "M_novat",
      items: [
        {
          id: "M_novat-all",
          kind: "3e/group/category",
          details: { literals: { name: "All" } },
          items: [{ kind: "3e/ref", reference: "none" }],
        },
      ],
    },
  ],
};

export const vatOfAnOption = {
  items: [
    {
      id: "meal",
      kind: "3e/product",
      price: "9.00",
      vat: "8",
      details: { literals: { name: "meal" } },
      items: [
        {
          id: "drink",
          kind: "3e/group/options",
          selCtx: "drink",
          details: { literals: { name: "drink" } },
          attrs: { selMin: 1, selMax: 1 },
          items: [
            { id: "cola", kind: "3e/product", price: "0.00", vat: "8", details: { literals: { name: "cola" } } },
            { id: "beer", kind: "3e/product", price: "4.00", vat: "23", details: { literals: { name: "beer" } } },
          ],
        },
      ],
    },
  ],
  menus: [
    {
      id: "M_meal",
      items: [
        {
          id: "M_meal-all",
          kind: "3e/group/category",
          details: { literals: { name: "All" } },
          items: [{ kind: "3e/ref", reference: "meal" }],
        },
      ],
    },
  ],
};

export const vatWithPercent = {
  items: [
    { id: "a", kind: "3e/product", price: "9.00", vat: "8%", details: { literals: { name: "a" } } },
    { id: "b", kind: "3e/product", price: "9.00", vat: "5,5", details: { literals: { name: "b" } } },
    { id: "c", kind: "3e/product", price: "9.00", vat: "VAT 23%", details: { literals: { name: "c" } } },
    { id: "d", kind: "3e/product", price: "9.00", vat: 0.19, details: { literals: { name: "d" } } },
    { id: "e", kind: "3e/product", price: "9.00", vat: "8.2500", details: { literals: { name: "e" } } },
    { id: "f", kind: "3e/product", price: "9.00", vat: "taxes15", details: { literals: { name: "f" } } },
  ],
  menus: [
    {
      id: "M_vat",
      items: [
        {
          id: "M_vat-all",
          kind: "3e/group/category",
          details: { literals: { name: "All" } },
          items: [
            { kind: "3e/ref", reference: "a" },
            { kind: "3e/ref", reference: "b" },
            { kind: "3e/ref", reference: "c" },
            { kind: "3e/ref", reference: "d" },
            { kind: "3e/ref", reference: "e" },
            { kind: "3e/ref", reference: "f" },
          ],
        },
      ],
    },
  ],
};

/** Eight sizes of dough, each chosen within the one before. */
const level = (depth: number): object => ({
  id: `d${depth}`,
  kind: "3e/product",
  price: "0",
  vat: "8",
  details: { literals: { name: `d${depth}` } },
  ...(depth > 0 && {
    items: [
      {
        id: `g${depth}`,
        kind: "3e/group/options",
        selCtx: `g${depth}`,
        details: { literals: { name: `g${depth}` } },
        attrs: { selMin: 1, selMax: 1 },
        items: [level(depth - 1)],
      },
    ],
  }),
});
/** A product with so many levels of choices within choices, in a menu. */
export const deepModifiers = (depth: number) => ({
  items: [{ id: `d${depth}`, ...level(depth) }],
  menus: [
    {
      id: "M_deep",
      items: [{ id: "M_deep-all", kind: "3e/group/category", items: [{ kind: "3e/ref", reference: `d${depth}` }] }],
    },
  ],
});

export const productsInNoMenu = "id,price,vat,literals.name\r\nlonely,12.00,8,Samotna pizza\r\n";

export const semicolonsCommas =
  "\uFEFFid;price;vat;literals.name\r\npz-1;64,90;8;MARGARITA\r\npz-2;69,50;8;NEAPOLITANA\r\npz-3;73,90;8;VEZUVIO\r\npz-4;75,00;8;SALAMI SPINATA\r\npz-5;35,50;8;TRUFLOWA\r\n";

export const semicolonsFewColumns = `id;price;literals.name;literals.description-pl
pf-1;64.90;MARGARITA;sos, ser, oregano
pf-5;35.50;TRUFLOWA;sos, mozzarella, pasta z czarnych trufli, mascarpone, bazylia, oliwa truflowa
pf-7;76.00;BROKUŁOWA;sos pomidorowo-śmietanowy, ser, brokuły, kurczak feta, pomidorki koktajlowe, czosnek
pf-16;;CALZONE (PIERÓG);sos, ser, pieczarki, szynka
pf-21;84.00;DIAVOLLO;sos, ser, salami spinata picantte, chorizzo, jalapeno, tabasco
`;
