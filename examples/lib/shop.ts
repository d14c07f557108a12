import http, { type RefinedResponse } from 'k6/http';

export interface Product {
  id: number;
  name: string;
  price: number;
}

export class Shop {
  constructor(private readonly baseUrl: string) {}

  products(): Product[] {
    return http.get(`${this.baseUrl}/products`).json() as unknown as Product[];
  }

  product(id: number): RefinedResponse<'text'> {
    return http.get(http.url`${this.baseUrl}/products/${id}`);
  }
}
